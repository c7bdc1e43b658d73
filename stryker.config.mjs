/**
 * `npm run mutation`: changes the decision files one bit at a time and looks whether the unit tests notice. What they
 * do not notice, nothing holds in place.
 */
export default {
    mutate: [
        "provider/core/*/decide*.ts",
        "provider/core/runs/diffRun.ts",
        "provider/core/recovery/{assignRuns,ccmClock,openStarts,possibleRuns,runSpec,showsJob,startWindow}.ts",
        "provider/core/wait/pollInterval.ts",
        "provider/core/clusters/{diffCluster,clusterOwnership}.ts",
    ],
    testRunner: "mocha",
    mochaOptions: { config: "test/.mocharc.json", spec: ["test/unit/core/**/*.test.ts"] },
    coverageAnalysis: "perTest",
    concurrency: 2,
    reporters: ["clear-text", "html"],
    clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
    htmlReporter: { fileName: ".work/mutation/report.html" },
    tempDirName: ".work/stryker",
    ignorePatterns: [".work", "**/dist", "test/e2e", "test/protocol", "test/package"],
    thresholds: { high: 95, low: 85, break: 85 },
};
