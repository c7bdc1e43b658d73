import assert from "node:assert/strict";
import fc from "fast-check";
import { type QueueName, RateLimiter } from "../../../provider/ccm/rateLimiter";
import { VirtualClock } from "../../support/virtualClock";

/** When each of `count` requests was sent, in the order of `acquire`, in milliseconds. */
async function times(
    limiter: RateLimiter,
    clock: VirtualClock,
    count: number,
    queue: QueueName = "read",
): Promise<number[]> {
    const takes = Array.from({ length: count }, async () => {
        await limiter.acquire(queue);
        return clock.now();
    });
    return clock.run(Promise.all(takes), 3_600_000);
}

describe("the rate limiter", () => {
    it("sends a second's worth at once, and no more in any second", async () => {
        const clock = new VirtualClock({ moves: "whileRun" });
        const sent = await times(new RateLimiter(20, clock), clock, 41);
        assert.deepEqual([sent[0], sent[19], sent[20], sent[39], sent[40]], [0, 0, 1000, 1000, 2000]);
    });

    it("keeps to a rate below one request a second", async () => {
        const clock = new VirtualClock({ moves: "whileRun" });
        assert.deepEqual(await times(new RateLimiter(0.1, clock), clock, 3), [0, 10_000, 20_000]);
    });

    it("keeps to the rate whenever requests arrive", async () => {
        const plan = fc.array(fc.record({ afterMs: fc.nat(900), queue: fc.constantFrom<QueueName>("read", "write") }), {
            minLength: 1,
            maxLength: 60,
        });
        await fc.assert(
            fc.asyncProperty(fc.constantFrom(0.5, 1, 2.5, 7), plan, async (max, requests) => {
                const clock = new VirtualClock({ moves: "whileRun" });
                const limiter = new RateLimiter(max, clock);
                const sent: number[] = [];
                const all = requests.map(async ({ afterMs, queue }, index) => {
                    await clock.sleep(afterMs * index);
                    await limiter.acquire(queue);
                    sent.push(clock.now());
                });
                await clock.run(Promise.all(all), 3_600_000);
                const burst = Math.max(1, Math.floor(max));
                for (const [index, at] of sent.entries()) {
                    const next = sent[index + burst];
                    if (next !== undefined) assert.ok(next - at >= Math.max(1000, 1000 / max) - 1e-6, `${next - at}`);
                }
            }),
            { numRuns: 100 },
        );
    });

    it("serves reads and writes in turns, so that neither waits for the whole queue of the other", async () => {
        const clock = new VirtualClock({ moves: "whileRun" });
        const limiter = new RateLimiter(1, clock);
        const order: string[] = [];
        const acquire = async (queue: QueueName, name: string) => {
            await limiter.acquire(queue);
            order.push(name);
        };
        const all = [
            ...["w1", "w2", "w3"].map((name) => acquire("write", name)),
            ...["r1", "r2"].map((name) => acquire("read", name)),
        ];
        await clock.run(Promise.all(all), 60_000);
        assert.deepEqual(order, ["w1", "r1", "w2", "r2", "w3"]);
    });

    it("does not send a request whose deadline has passed, and does not count it", async () => {
        const clock = new VirtualClock({ moves: "whileRun" });
        const limiter = new RateLimiter(1, clock);
        await limiter.acquire("read");
        const late = limiter.acquire("read", { deadline: 200 });
        const next = limiter.acquire("read");
        assert.deepEqual(await clock.run(Promise.all([late, next]), 60_000), [undefined, 1000]);
    });

    it("does not send an aborted request, and does not count it", async () => {
        const clock = new VirtualClock({ moves: "whileRun" });
        const limiter = new RateLimiter(1, clock);
        await limiter.acquire("read");
        const answered = new AbortController();
        const all = [limiter.acquire("read", { signal: answered.signal }), limiter.acquire("read")];
        answered.abort();
        assert.deepEqual(await clock.run(Promise.all(all), 60_000), [undefined, 1000]);
    });

    it("answers within a second when the deadline of a request passes that was queued last", async () => {
        const clock = new VirtualClock({ moves: "whileRun" });
        const limiter = new RateLimiter(0.1, clock);
        await limiter.acquire("read");
        const next = limiter.acquire("write");
        await clock.run(clock.sleep(100), 1000);
        assert.equal(await clock.run(limiter.acquire("read", { deadline: 500 }), 60_000), undefined);
        assert.ok(clock.now() <= 1000, `${clock.now()}`);
        assert.equal(await clock.run(next, 60_000), 10_000);
    });

    it("halves the rate after a 429, and raises it slowly", async () => {
        const clock = new VirtualClock({ moves: "whileRun" });
        const limiter = new RateLimiter(10, clock);
        for (let at = 0; at < 2000; at += 100) limiter.refused(0, 2000 - at);
        const [first = NaN, second = NaN] = await times(limiter, clock, 2);
        assert.equal(first, 2000);
        assert.ok(Math.abs(second - first - 200) < 1, `${second - first}`);
        await clock.run(clock.sleep(60_000), 60_000);
        assert.deepEqual(new Set(await times(limiter, clock, 10)).size, 1);
    });
});
