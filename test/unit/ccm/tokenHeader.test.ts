import assert from "node:assert/strict";
import { SEED } from "fortanix-ccm-simulator";
import { CcmClient, collect } from "../../../provider/ccm";
import { parseSettings, type RawSettings } from "../../../provider/ccm/settings";
import { Ccm } from "../../support/control";
import { VirtualClock } from "../../support/virtualClock";

const start = { graph_id: SEED.deployedGraphId, graph_version: "1" };

describe("the header that carries the token", () => {
    const clock = new VirtualClock();
    const clientOf = (ccm: Ccm, raw: RawSettings = { token: SEED.writerToken }) =>
        new CcmClient(parseSettings({ endpoint: ccm.url, ...raw }, String), { clock, random: () => 0.5 });
    const headersOf = async (ccm: Ccm) => (await ccm.requests()).map(({ authHeader }) => authHeader);

    it("is the configured one, and no other", async () => {
        await using ccm = await Ccm.start({ authHeader: "authentication" });
        const set = (authHeader: string) => clientOf(ccm, { token: SEED.writerToken, authHeader });
        await collect(set("Authentication").listRuns());
        assert.deepEqual(await headersOf(ccm), ["authentication"]);
        await assert.rejects(collect(set("Authorization").listRuns()), /CCM answered 401/);
        assert.deepEqual(await headersOf(ccm), ["authentication", "authorization"]);
    });

    it("is detected once, and only one is sent at a time", async () => {
        await using ccm = await Ccm.start({ authHeader: "authentication" });
        const client = clientOf(ccm);
        const { runId } = await client.startRun(start);
        await client.runStatus(runId);
        assert.deepEqual(await headersOf(ccm), ["authorization", "authentication", "authentication"]);
        assert.equal((await ccm.runs()).length, 1);
    });

    it("is detected for the account selection as well", async () => {
        await using ccm = await Ccm.start({ authHeader: "authentication" });
        const { email: username, password } = SEED.user;
        await collect(clientOf(ccm, { username, password, accountId: SEED.accountId }).listRuns());
        assert.deepEqual(
            (await ccm.requests()).map(({ operation, status }) => `${operation} ${status}`),
            ["login 200", "selectAccount 401", "selectAccount 200", "listRuns 200"],
        );
    });

    it("is kept once the service has accepted it", async () => {
        await using ccm = await Ccm.start();
        const client = clientOf(ccm);
        await collect(client.listRuns());
        await ccm.fault({ operation: "listRuns", when: "before", kind: "status", status: 401 });
        await assert.rejects(collect(client.listRuns()), /CCM answered 401/);
        assert.deepEqual(await headersOf(ccm), ["authorization", "authorization"]);
    });

    it("is not detected again for a token that is rejected in both", async () => {
        await using ccm = await Ccm.start();
        const client = clientOf(ccm, { token: "simulated-ended-token" });
        for (let calls = 0; calls < 2; calls++) await assert.rejects(collect(client.listRuns()), /CCM answered 401/);
        assert.deepEqual(await headersOf(ccm), ["authorization", "authentication", "authorization"]);
    });

    it("is kept for a start whose refusal is not CCM's own", async () => {
        await using ccm = await Ccm.start();
        await ccm.fault({ operation: "startRun", when: "after", kind: "html", status: 401 });
        await assert.rejects(clientOf(ccm).startRun(start), /CCM answered 401: a web page/);
        assert.deepEqual(await headersOf(ccm), ["authorization"]);
        assert.equal((await ccm.runs()).length, 1);
    });
});
