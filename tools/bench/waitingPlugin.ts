import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { startSimulator } from "fortanix-ccm-simulator";
import { ensurePulumi } from "../pulumi-cli/ensurePulumi";
import { command, openStack } from "./engineCommands";
import { cpuSeconds, processTree } from "./processTree";

export interface WaitingCost {
    readonly variant: "package" | "naive";
    readonly runs: number;
    /** Of the plugin process, as a share of one processor. */
    readonly cpu: number;
    readonly requestsPerSecond: number;
}

const RUNS = 500;
const WATCHED_SECONDS = 60;

/**
 * What it costs that 500 runs are waited for, by the real plugin process of a real `pulumi up`, in the minute after all of
 * them were started. Linux only.
 */
export async function measureWaitingPlugin(folder: string, progress: (text: string) => void): Promise<WaitingCost[]> {
    if (process.platform !== "linux") return [];
    const { program } = await ensurePulumi(progress);
    const costs: WaitingCost[] = [];
    for (const variant of ["package", "naive"] as const) {
        progress(`${RUNS} runs that wait: ${variant}`);
        const simulator = await startSimulator({ defaultScript: { pendingSeconds: null } });
        const ask = async (method: string, path: string, body?: object) => {
            const headers = { "content-type": "application/json" };
            const init = { method, ...(body && { headers, body: JSON.stringify(body) }) };
            return (await fetch(simulator.controlUrl + path, init)).json();
        };
        const runs = async () => ((await ask("GET", "/runs")) as { runs: { runId: string }[] }).runs;
        try {
            const { cwd, env } = openStack(folder, variant, RUNS, simulator.url);
            await command(program, ["stack", "init", "bench"], cwd, env);
            const args = ["up", "--yes", "--skip-preview", "--non-interactive", "--parallel", String(RUNS)];
            const up = spawn(program, args, { cwd, env, stdio: "ignore" });
            const end = new Promise((resolve) => up.on("close", resolve));
            while ((await runs()).length < RUNS) await sleep(500);
            const plugin = processTree(up.pid ?? 0).find(isPlugin) ?? NaN;
            await ask("DELETE", "/requests");
            const before = cpuSeconds(plugin);
            await sleep(WATCHED_SECONDS * 1000);
            const cpu = (cpuSeconds(plugin) - before) / WATCHED_SECONDS;
            const { requests } = (await ask("GET", "/requests")) as { requests: unknown[] };
            costs.push({ variant, runs: RUNS, cpu, requestsPerSecond: requests.length / WATCHED_SECONDS });
            for (const { runId } of await runs()) await ask("POST", `/runs/${runId}/end`, { status: "SUCCEEDED" });
            await end;
        } finally {
            await simulator.close();
        }
    }
    return costs;
}

function isPlugin(pid: number): boolean {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("dynamic-provider/index.js");
}
