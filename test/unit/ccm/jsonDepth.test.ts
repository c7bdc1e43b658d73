import assert from "node:assert/strict";
import { SEED } from "fortanix-ccm-simulator";
import { CcmBodyError, CcmClient, systemClock, whatAnswerProves } from "../../../provider/ccm";
import { jsonDepth } from "../../../provider/ccm/jsonDepth";
import { parseSettings } from "../../../provider/ccm/settings";

describe("the nesting depth of JSON", () => {
    it("is counted without brackets in strings", () => {
        assert.equal(jsonDepth('{"a":[1,{"b":"[[[\\"{"}],"c":{}}'), 3);
        assert.equal(jsonDepth('"["'), 0);
    });

    it("is an error above the limit, which leaves the outcome of a start unclear", async () => {
        const body = `{"run":${"[".repeat(20_000)}${"]".repeat(20_000)}}`;
        const settings = parseSettings({ endpoint: "https://ccm.test", token: SEED.writerToken }, String);
        const transport = () => Promise.resolve({ status: 200, body, headers: {} });
        const client = new CcmClient(settings, { clock: systemClock, random: Math.random, transport });
        const error: unknown = await client.startRun({ graph_id: "a", graph_version: "1" }).catch((e: unknown) => e);
        assert.ok(error instanceof CcmBodyError);
        assert.match(error.message, /JSON nested more than 200 levels deep/);
        assert.equal(whatAnswerProves(error).kind, "unclear");
    });
});
