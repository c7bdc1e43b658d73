import { join } from "node:path";
import { SEED, startSimulator } from "fortanix-ccm-simulator";
import { run } from "../process";

export interface PollMemory {
    readonly looks: number;
    /** Memory in use after a tenth of the looks, in bytes. */
    readonly early: number;
    /** After all of them. */
    readonly late: number;
}

const start = {
    graph_id: SEED.graphId,
    graph_version: "2",
    deployment: { kubernetes_single_job: { namespace: "bench", cluster_id: SEED.kubernetesClusterId } },
};

/** Whether the memory of a process stays the same while it looks at runs, however often. */
export async function measurePollMemory(looks = 10_000): Promise<PollMemory> {
    const simulator = await startSimulator();
    try {
        const runIds = await Promise.all([startRun(simulator.url), startRun(simulator.url)]);
        const register = require.resolve("ts-node/register/transpile-only");
        const script = join(__dirname, "polls.ts");
        const args = [
            "--expose-gc",
            "-r",
            register,
            script,
            simulator.url,
            SEED.writerToken,
            runIds.join(),
            String(looks),
        ];
        const { code, stdout, stderr } = await run(process.execPath, args);
        if (code !== 0) throw new Error(stderr);
        const [early = NaN, late = NaN] = JSON.parse(stdout) as number[];
        return { looks, early, late };
    } finally {
        await simulator.close();
    }
}

async function startRun(endpoint: string): Promise<string> {
    const headers = { authorization: `Bearer ${SEED.writerToken}`, "content-type": "application/json" };
    const response = await fetch(`${endpoint}/v1/workflow_runs`, {
        method: "POST",
        headers,
        body: JSON.stringify(start),
    });
    return ((await response.json()) as { run: { run_id: string } }).run.run_id;
}
