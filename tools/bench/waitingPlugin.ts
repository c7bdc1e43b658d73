import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { Ccm } from "../../test/support/control";
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
        const ccm = await Ccm.start({ defaultScript: { pendingSeconds: null } });
        try {
            const { cwd, env } = openStack(folder, variant, RUNS, ccm.url);
            await command(program, ["stack", "init", "bench"], cwd, env);
            const args = ["up", "--yes", "--skip-preview", "--non-interactive", "--parallel", String(RUNS)];
            const up = spawn(program, args, { cwd, env, stdio: "ignore" });
            const end = new Promise((resolve) => up.on("close", resolve));
            while ((await ccm.runs()).length < RUNS) await sleep(500);
            const plugin = processTree(up.pid ?? 0).find(isPlugin) ?? NaN;
            await ccm.forgetRequests();
            const before = cpuSeconds(plugin);
            await sleep(WATCHED_SECONDS * 1000);
            const cpu = (cpuSeconds(plugin) - before) / WATCHED_SECONDS;
            const requests = await ccm.requests();
            costs.push({ variant, runs: RUNS, cpu, requestsPerSecond: requests.length / WATCHED_SECONDS });
            for (const { runId } of await ccm.runs()) await ccm.end(runId, "SUCCEEDED");
            await end;
        } finally {
            await ccm.close();
        }
    }
    return costs;
}

function isPlugin(pid: number): boolean {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("dynamic-provider/index.js");
}
