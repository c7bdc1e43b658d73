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

// A program in JavaScript needs no compiler, which Pulumi's SDK loads all the same: a seventh of all that tests compute.
if (process.env.WITHOUT_TYPESCRIPT === "true") {
    process.env.PULUMI_NODEJS_TYPESCRIPT = "false";
    const load = Module._load;
    Module._load = function (request, ...rest) {
        return request === "typescript" ? {} : load.call(this, request, ...rest);
    };
}
