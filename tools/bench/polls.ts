import { CcmClient, type Clock } from "../../provider/ccm";
import { parseSettings } from "../../provider/ccm/settings";
import { PollingStatusReader } from "../../provider/core";

/*
 * Runs in its own process (`node --expose-gc`): polls two runs repeatedly, over real HTTP, with a clock on which pauses
 * take no time. Prints the memory in use after a tenth of the polls and after all of them.
 */

async function main(): Promise<void> {
    const [endpoint = "", token = "", runIds = "", polls = ""] = process.argv.slice(2);
    let time = 0;
    const clock: Clock = {
        now: () => time,
        wallTime: () => Date.now(),
        sleep: async (ms) => {
            time += ms;
            await new Promise((resolve) => setImmediate(resolve));
        },
    };
    const settings = parseSettings({ endpoint, token, maxRequestsPerSecond: "1000" }, String);
    const client = new CcmClient(settings, { clock, random: Math.random });
    const shared = new PollingStatusReader(client, clock, Math.random);
    const ids = runIds.split(",");
    const known = await Promise.all(ids.map((id) => client.runStatus(id)));
    const memory: number[] = [];
    const rounds = Number(polls) / ids.length;
    for (let round = 1; round <= rounds; round++) {
        const wish = { waitedMs: 0, limit: Infinity, onThrottled: () => undefined };
        await Promise.all(known.map((run) => shared.poll({ ...wish, known: run })));
        if (round === rounds / 10 || round === rounds) {
            global.gc?.();
            memory.push(process.memoryUsage().heapUsed);
        }
    }
    console.log(JSON.stringify(memory));
}

main().catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
});
