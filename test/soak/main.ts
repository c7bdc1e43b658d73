import { spawn } from "node:child_process";
import { Command } from "commander";
import { packageScript, root } from "../../tools/repository";
import { table } from "../../tools/table";
import { duration } from "../runner/duration";

/** Long-running tests; `npm test` runs a short, seeded part of each. */
const PARTS: Record<string, readonly string[]> = {
    explorer: ["-r", "tsx/cjs", "test/explorer/main.ts", "--schedules", "100000"],
    chaos: ["-r", "tsx/cjs", "test/chaos/main.ts", "--minutes", "20"],
    double: ["-r", "tsx/cjs", "test/chaos/lateInterrupts.ts", "--kind", "double", "--tries", "200"],
    apart: ["-r", "tsx/cjs", "test/chaos/lateInterrupts.ts", "--kind", "apart", "--tries", "50", "--parallel", "8"],
    alike: ["-r", "tsx/cjs", "test/chaos/lateInterrupts.ts", "--kind", "alike", "--tries", "50"],
    shown: ["-r", "tsx/cjs", "test/chaos/lateInterrupts.ts", "--kind", "shown", "--tries", "50"],
    mutation: [packageScript("@stryker-mutator/core", "bin", "stryker.js"), "run"],
    kubeconfigs: ["-r", "tsx/cjs", "test/soak/kubeconfigs.ts"],
    matrix: ["-r", "tsx/cjs", "test/matrix/main.ts"],
};

/** Runs a part and shows its output. @returns its exit code */
function run(args: readonly string[]): Promise<number> {
    return new Promise((resolve, reject) => {
        const child = spawn(process.execPath, args, { cwd: root, stdio: "inherit" });
        // A terminal has sent Ctrl-C to it already.
        for (const signal of ["SIGTERM", "SIGHUP"] as const) process.once(signal, () => child.kill(signal));
        child.on("error", reject);
        child.on("close", (code) => resolve(code ?? 1));
    });
}

async function main(names: readonly string[]): Promise<void> {
    const unknown = names.filter((name) => !(name in PARTS));
    if (unknown.length > 0) {
        throw new Error(`no part is called ${unknown.join(", ")}; there are ${Object.keys(PARTS).join(", ")}`);
    }
    const rows: string[][] = [];
    for (const [name, args] of Object.entries(PARTS)) {
        if (names.length > 0 && !names.includes(name)) continue;
        const begin = performance.now();
        const code = await run(args);
        if (code !== 0) process.exitCode = 1;
        rows.push([name, duration(performance.now() - begin), code === 0 ? "passes" : "FAILS"]);
    }
    console.log(`\n${table(["part", "time", "result"], rows)}`);
}

new Command("npm run soak --")
    .description(
        "Runs what takes long: 100 000 explored schedules, kills for 20 min and on other machines, mutation testing, client-go, the matrix.",
    )
    .argument("[part...]", `${Object.keys(PARTS).join(", ")}; all unless given`)
    .action(main)
    .parseAsync()
    .catch((error: unknown) => {
        console.error(error instanceof Error ? error.message : error);
        process.exitCode = 1;
    });
