// Loaded into every Node process of a test's `pulumi`.
const { existsSync, mkdirSync, writeFileSync } = require("node:fs");
const Module = require("node:module");
const { join } = require("node:path");
require("./pacedClock.cjs");

// Plugin processes record their ids, so that a test can kill them.
const stack = process.env.TEST_STACK;
if (stack !== undefined && /dynamic-provider/.test(process.argv[1] ?? "")) {
    const folder = join(stack, "plugins");
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, String(process.pid)), "");
}

// Modules that Pulumi's SDK always loads, needed or not, take more than half of its load time. TypeScript programs use
// the loader of the tests themselves, except in tests of Pulumi's loader; `lint` checks their types. The modules that
// read the dependencies of serialized functions are loaded on first use.
const withoutCompiler = process.env.WITH_COMPILER !== "true";
if (withoutCompiler) process.env.PULUMI_NODEJS_TYPESCRIPT = "false";
const LATER = /^(@npmcli\/arborist|normalize-package-data|\.\/automation|@opentelemetry\/(?!api$).*)$/;
const load = Module._load;
Module._load = function (request, parent, ...rest) {
    if (request === "typescript" && withoutCompiler) return {};
    if (withoutCompiler && request.endsWith("closure/v8Hooks"))
        return { ...load.call(this, request, parent, ...rest), isInitializedAsync: async () => undefined };
    if (LATER.test(request) && !(parent?.filename ?? "").includes("opentelemetry"))
        return whenUsed(() => load.call(this, request, parent, ...rest));
    return load.call(this, request, parent, ...rest);
};

/** A module that is loaded on first access. */
function whenUsed(loadNow) {
    return new Proxy({}, { get: (_, name) => name === "__esModule" || loadNow()[name] });
}

if (withoutCompiler && /cmd.run(.index\.js)?$/.test(process.argv[1] ?? "") && existsSync("index.ts"))
    require("tsx/cjs");
