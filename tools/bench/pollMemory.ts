import { join } from "node:path";
import { SEED } from "fortanix-ccm-simulator";
import { Ccm } from "../../test/support/control";
import { run } from "../process";

export interface PollMemory {
    readonly polls: number;
    /** Memory in use after a tenth of the polls, in bytes. */
    readonly early: number;
    /** After all of them. */
    readonly late: number;
}

/** Measures whether the memory of a process stays the same over many polls. */
export async function measurePollMemory(polls = 10_000): Promise<PollMemory> {
    const ccm = await Ccm.start();
    try {
        const runIds = await Promise.all([ccm.startForeign(), ccm.startForeign()]);
        const register = require.resolve("ts-node/register/transpile-only");
        const script = join(__dirname, "polls.ts");
        const args = ["--expose-gc", "-r", register, script, ccm.url, SEED.writerToken, runIds.join(), String(polls)];
        const { code, stdout, stderr } = await run(process.execPath, args);
        if (code !== 0) throw new Error(stderr);
        const [early = NaN, late = NaN] = JSON.parse(stdout) as number[];
        return { polls, early, late };
    } finally {
        await ccm.close();
    }
}
