/** The house plan as rules: arrows between floors point down only, and nothing goes in circles. */
module.exports = {
    forbidden: [
        {
            name: "no-circles",
            severity: "error",
            from: {},
            to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
        },
        {
            name: "ccm-is-the-ground-floor",
            severity: "error",
            from: { path: "^provider/ccm/" },
            to: { path: "^provider/", pathNot: "^provider/ccm/" },
        },
        {
            name: "lifecycle-stands-on-ccm-only",
            severity: "error",
            from: { path: "^provider/lifecycle/" },
            to: { path: "^provider/", pathNot: "^provider/(ccm/index\\.ts$|lifecycle/)" },
        },
        {
            name: "resources-do-not-know-each-other",
            comment: "what they share is in lifecycle/ itself, or in watching/: a run seen from outside",
            severity: "error",
            from: { path: "^provider/lifecycle/(runs|clusters|completions|lookups|watching)/" },
            to: {
                path: "^provider/lifecycle/(runs|clusters|completions|lookups)/",
                pathNot: "^provider/lifecycle/$1/",
            },
        },
        {
            name: "parts-stand-alone",
            severity: "error",
            from: { path: "^provider/lifecycle/[^/]+\\.ts$", pathNot: "/index\\.ts$" },
            to: { path: "^provider/lifecycle/[^/]+/" },
        },
        {
            name: "dynamic-stands-on-the-floors-below",
            severity: "error",
            from: { path: "^provider/dynamic/" },
            to: { path: "^provider/", pathNot: "^provider/((ccm|lifecycle)/index\\.ts$|dynamic/)" },
        },
        {
            name: "the-lower-floors-do-not-know-pulumi",
            severity: "error",
            from: { path: "^provider/(ccm|lifecycle)/" },
            to: { path: "@pulumi/" },
        },
        {
            name: "what-users-import-is-light",
            comment: "axios and zod would cost every program their load time",
            severity: "error",
            from: { path: "^provider/[^/]+\\.ts$" },
            to: {
                path: "^(provider/(?!(dynamic/(contract|confirmRun|journalFolder|journalText|backend)|ccm/settingNames)\\.ts|[^/]+\\.ts)|node_modules/(axios|zod))",
                // What is imported when it is needed costs nothing before.
                dependencyTypesNot: ["type-only", "dynamic-import"],
            },
        },
        {
            name: "a-review-needs-no-pulumi",
            severity: "error",
            from: { path: "^provider/review/" },
            to: {
                path: "^provider/|@pulumi/",
                pathNot: "^provider/((ccm|lifecycle)/index\\.ts$|review/|node_modules/)",
            },
        },
        {
            name: "nothing-stands-on-the-command-line",
            severity: "error",
            from: { path: "^provider/", pathNot: "^provider/cli/" },
            to: { path: "^provider/cli/" },
        },
        {
            name: "provider-and-simulator-share-nothing",
            severity: "error",
            from: { path: "^(provider|simulator)/" },
            to: { path: "^(provider|simulator)/", pathNot: "^$1/" },
        },
        {
            name: "nothing-shipped-needs-tests-or-tools",
            severity: "error",
            from: { path: "^(provider|simulator|examples)/" },
            to: { path: "^(test|tools)/" },
        },
    ],
    options: {
        doNotFollow: { path: "node_modules" },
        exclude: { path: "(^|/)dist/" },
        tsConfig: { fileName: "tsconfig.json" },
        tsPreCompilationDeps: "specify",
        enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["require", "node", "default", "types"] },
    },
};
