// Entry point of every command of this repository. Plain Node without packages, because nothing may be installed yet.
// Installs what the lock file names, compiles what has changed, and runs the task.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const TASKS = {
    quickstart: "tools/quickstart/main.ts",
    test: "test/run.ts",
    golden: "test/golden/write.ts",
    simulator: "simulator/main.ts",
    explore: "test/explorer/main.ts",
    chaos: "test/chaos/main.ts",
    matrix: "test/matrix/main.ts",
    soak: "test/soak/main.ts",
    bench: "tools/bench/main.ts",
    figures: "tools/figures.ts",
    picture: "tools/picture.ts",
    docs: "node_modules/typedoc/bin/typedoc",
    format: "node_modules/oxfmt/bin/oxfmt",
    mutation: "node_modules/@stryker-mutator/core/bin/stryker.js",
    setup: undefined,
};

/** Arguments for npm, by scope of the installation. */
const WORKSPACES = {
    everything: [],
    quickstart: ["provider", "simulator", "examples/quickstart"]
        .flatMap((folder) => ["--workspace", folder])
        .concat("--include-workspace-root"),
};

const root = fileURLToPath(new URL("..", import.meta.url));
const [task, ...args] = process.argv.slice(2);
if (!(task in TASKS)) {
    console.error(`usage: node tools/start.mjs ${Object.keys(TASKS).join(" | ")}`);
    process.exit(2);
}

install(task === "quickstart" ? "quickstart" : "everything");
if (task !== "format")
    step("compile", process.execPath, [
        join("node_modules", "typescript-native", "bin", "tsc"),
        "-b",
        "provider",
        "simulator",
    ]);
if (TASKS[task] !== undefined) handOver(TASKS[task]);

/**
 * Runs `npm ci`, unless it has run for this lock file and version of Node. The quickstart needs only a third of the
 * packages, and uses a complete installation if there is one.
 */
function install(scope) {
    const stamp = join(root, "node_modules", ".installed");
    const lock = createHash("sha256")
        .update(readFileSync(join(root, "package-lock.json")))
        .update(process.version)
        .digest("hex");
    const installed = existsSync(stamp) ? readFileSync(stamp, "utf8") : "";
    if ([`${lock} everything`, `${lock} ${scope}`].includes(installed)) return;
    console.log("Installing packages (npm ci): half a minute or more, once ...");
    const npm = process.env.npm_execpath;
    if (npm === undefined) {
        console.error("start this by npm, as in: npm run quickstart");
        process.exit(2);
    }
    step("npm ci", process.execPath, [
        npm,
        "ci",
        ...WORKSPACES[scope],
        "--no-fund",
        "--no-audit",
        "--loglevel",
        "error",
    ]);
    writeFileSync(stamp, `${lock} ${scope}`);
}

/** Runs a program and shows its output only if it fails. */
function step(name, program, programArgs) {
    const { status, stdout, stderr, error } = spawnSync(program, programArgs, { cwd: root, encoding: "utf8" });
    if (status === 0) return;
    process.stderr.write(`${stdout ?? ""}${stderr ?? ""}${error?.message ?? ""}\n${name} failed\n`);
    process.exit(1);
}

function handOver(file) {
    const loader = file.endsWith(".ts") ? ["-r", "tsx/cjs"] : [];
    const child = spawn(process.execPath, [...loader, file, ...args], { cwd: root, stdio: "inherit" });
    // A terminal sends Ctrl-C to both, and a second SIGINT has another meaning; other signals reach only this process.
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
        process.on(signal, () => !(signal === "SIGINT" && process.stdin.isTTY) && child.kill(signal));
    }
    child.on("close", (code) => process.exit(code ?? 1));
}
