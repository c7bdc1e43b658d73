// Loaded into every Node process of a test's `pulumi`.
const { mkdirSync, writeFileSync } = require("node:fs");
const Module = require("node:module");
const { join } = require("node:path");

// Plugin processes leave their ids, so that a test can kill them.
const folder = process.env.PLUGIN_PIDS;
if (folder !== undefined && /dynamic-provider/.test(process.argv[1] ?? "")) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, String(process.pid)), "");
}

// What Pulumi's SDK loads whether or not it needs it: more than half of what it takes to load. A program in JavaScript needs
// no compiler; what reads the dependencies of functions that are serialised is loaded once it is used.
const isJavaScript = process.env.WITHOUT_TYPESCRIPT === "true";
if (isJavaScript) process.env.PULUMI_NODEJS_TYPESCRIPT = "false";
const load = Module._load;
Module._load = function (request, ...rest) {
    if (request === "typescript" && isJavaScript) return {};
    if (request === "@npmcli/arborist") return whenUsed(() => load.call(this, request, ...rest));
    return load.call(this, request, ...rest);
};

/** A module that is loaded when something of it is asked for. */
function whenUsed(loadNow) {
    return new Proxy({}, { get: (_, name) => name === "__esModule" || loadNow()[name] });
}
