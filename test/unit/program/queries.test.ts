import assert from "node:assert/strict";
import { clientOf } from "../../../provider/program/queries";

describe("the clients of a program", () => {
    const account = (provider: object | undefined, token: string) => ({
        provider,
        readConfig: (key: string) => (key === "fortanix-ccm:token" ? token : undefined),
    });

    it("are one for each account and program, so that token and rate limit are not shared with others", () => {
        const [program, other, west, east] = [{}, {}, {}, {}];
        const own = clientOf(program, account(undefined, "a"), {});
        const ofWest = clientOf(program, account(west, "a"), {});
        assert.equal(clientOf(program, account(undefined, "a"), {}), own);
        assert.equal(clientOf(program, account(west, "a"), {}), ofWest);
        const all = [own, ofWest, clientOf(program, account(east, "a"), {}), clientOf(other, account(west, "a"), {})];
        assert.equal(new Set(all).size, 4);
    });
});
