import assert from "node:assert/strict";
import { joinNext } from "../../../provider/dynamic/joinNext";

describe("a run that is shared", () => {
    it("is one that began after the call, for all who called meanwhile", async () => {
        const ends: (() => void)[] = [];
        let begun = 0;
        const join = joinNext(async () => {
            begun += 1;
            const mine = begun;
            await new Promise<void>((resolve) => ends.push(resolve));
            return mine;
        });
        const end = async () => {
            ends.shift()?.();
            await new Promise((resolve) => setImmediate(resolve));
        };
        const first = join();
        const [second, third] = [join(), join()];
        await end();
        assert.equal(await first, 1);
        const fourth = join();
        await end();
        assert.deepEqual(await Promise.all([second, third]), [2, 2]);
        await end();
        assert.equal(await fourth, 3);
        const alone = join();
        await end();
        assert.equal(await alone, 4);
        assert.equal(begun, 4);
    });

    it("begins another one after one that failed", async () => {
        let begun = 0;
        const join = joinNext(async () => {
            begun += 1;
            if (begun === 1) throw new Error("no");
            return begun;
        });
        const [first, second] = [join(), join()];
        await assert.rejects(first, /no/);
        assert.equal(await second, 2);
    });
});
