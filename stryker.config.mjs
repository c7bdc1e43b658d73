/**
 * `npm run mutation`: changes the decision files one bit at a time and looks whether the unit tests notice. What they
 * do not notice, nothing holds in place.
 */
export default {
    mutate: [
        "provider/lifecycle/runs/{diff,canonicalInputs,fingerprint,lostStartRuns,sentTime}.ts",
        "provider/lifecycle/watching/createdAt.ts",
        "provider/lifecycle/pollDelay.ts",
        "provider/lifecycle/clusters/{diffCluster,clusterHolders}.ts",
        "provider/lifecycle/*/decide*.ts",
    ],
    testRunner: "mocha",
    mochaOptions: { config: "test/.mocharc.json", spec: ["test/unit/lifecycle/**/*.test.ts"] },
    coverageAnalysis: "perTest",
    concurrency: 2,
    reporters: ["clear-text", "html"],
    clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
    htmlReporter: { fileName: ".work/mutation/report.html" },
    tempDirName: ".work/stryker",
    ignorePatterns: [".work", "**/dist", "test/e2e", "test/protocol", "test/package"],
    thresholds: { high: 95, low: 85, break: 85 },
};
