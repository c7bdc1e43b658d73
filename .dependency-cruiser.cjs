/**
 * The layers as rules. Each folder of `provider/` names the folders that it may import from, types included; a folder
 * that has an `index.ts` of its own is entered by it. What is not named is forbidden, and nothing goes in circles.
 */
const ARROWS = {
    contract: [],
    ccm: ["contract"],
    "ccm/index": ["ccm", "contract"],
    core: ["ccm/index", "contract"],
    "core/orchestrator": ["core"],
    "core/wait": ["core/orchestrator", "core", "ccm/index", "contract"],
    "core/recovery": ["core/wait", "core", "ccm/index", "contract"],
    "core/runs": ["core/recovery", "core/wait", "core/orchestrator", "core", "ccm/index", "contract"],
    "core/preview": ["core/runs", "core/recovery", "core/wait", "core", "ccm/index", "contract"],
    "core/clusters": ["core/wait", "core", "ccm/index", "contract"],
    "core/completions": ["core/wait", "core", "ccm/index", "contract"],
    "core/lookups": ["core/wait", "core", "ccm/index", "contract"],
    "core/index": [
        "core",
        "core/orchestrator",
        "core/wait",
        "core/recovery",
        "core/runs",
        "core/preview",
        "core/clusters",
        "core/completions",
        "core/lookups",
    ],
    plugin: ["core/index", "ccm/index", "contract"],
    "plugin/dynamic": ["plugin", "core/index", "contract"],
    "program/queries": ["program", "core/index", "ccm/index", "contract"],
    program: ["contract"],
    index: ["program"],
    cli: ["cli/review", "cli/doctor", "cli/runs", "cli/print", "cli/stackConfig", "contract"],
    "cli/print": ["contract"],
    "cli/review": ["cli/print", "core/index", "ccm/index", "contract"],
    "cli/doctor": ["cli/print", "cli/stackConfig", "plugin", "core/index", "ccm/index", "contract"],
    "cli/runs": ["cli/print", "cli/stackConfig", "plugin", "core/index", "ccm/index", "contract"],
    "cli/stackConfig": ["contract"],
};

/** Names of single files; all others are those of folders, without the folders inside. */
const FILES = new Set(["index", "ccm/index", "core/index", "program/queries", "cli/print", "cli/stackConfig"]);

const pattern = (name) =>
    FILES.has(name)
        ? `^provider/${name}\\.ts$`
        : `^provider/${name}/(?!(index|queries|print|stackConfig)\\.ts$)[^/]+\\.ts$`;

const OURS = "^provider/(?!node_modules/)";

module.exports = {
    forbidden: [
        {
            name: "no-circles",
            severity: "error",
            from: {},
            to: { circular: true },
        },
        ...Object.entries(ARROWS)
            .filter(([name]) => name !== "program")
            .map(([name, allowed]) => ({
                name: `arrows-of-${name}`,
                severity: "error",
                from: { path: pattern(name) },
                to: { path: OURS, pathNot: [pattern(name), ...allowed.map(pattern)] },
            })),
        {
            name: "arrows-of-program",
            comment: "axios and zod would cost every program their load time; types cost nothing",
            severity: "error",
            from: { path: pattern("program") },
            to: {
                path: "^provider/|^node_modules/(axios|zod)/",
                pathNot: ["program", ...ARROWS.program].map(pattern),
                // What is imported when it is needed costs nothing before.
                dependencyTypesNot: ["type-only", "dynamic-import"],
            },
        },
        {
            name: "types-and-late-imports-of-program",
            severity: "error",
            from: { path: pattern("program") },
            to: {
                path: "^provider/",
                pathNot: ["program", "program/queries", "core/index", ...ARROWS.program].map(pattern),
            },
        },
        {
            name: "every-file-has-its-folder",
            severity: "error",
            from: { path: "^provider/", pathNot: Object.keys(ARROWS).map(pattern) },
            to: {},
        },
        {
            name: "core-and-ccm-do-not-know-pulumi",
            severity: "error",
            from: { path: "^provider/(ccm|core|contract)/" },
            to: { path: "@pulumi/" },
        },
        {
            name: "a-review-needs-no-pulumi",
            severity: "error",
            from: { path: "^provider/cli/review/" },
            to: { path: "@pulumi/" },
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

// For the test of the picture in CONTRIBUTING; the program that reads the rules takes no other keys.
Object.defineProperty(module.exports, "ARROWS", { value: ARROWS });
