// Loaded into every Node process of a test's `pulumi`: plugin processes leave their ids, so that a test can kill them.
const { mkdirSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");

const folder = process.env.PLUGIN_PIDS;
if (folder !== undefined && /dynamic-provider/.test(process.argv[1] ?? "")) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, String(process.pid)), "");
}
