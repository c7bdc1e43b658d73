import assert from "node:assert/strict";
import { SecretRegistry } from "../../../provider/core";
import { type SecretPaths, StateSecrets } from "../../../provider/plugin/stateSecrets";

const URN = "urn:pulumi:test::test::type::run";

describe("secrets that only the state knows", () => {
    it("are read again for a newer run", async () => {
        const secrets = new SecretRegistry();
        const states: SecretPaths[] = [
            new Map([
                [URN, [["triggers", "old"]]],
                ["1.a.p..", [["triggers", "old"]]],
            ]),
            new Map([
                [URN, [["triggers", "old"]]],
                ["1.b.p..", [["triggers", "new"]]],
            ]),
        ];
        const known = new StateSecrets(secrets, () => Promise.resolve(states.shift() ?? new Map()));
        const triggers = { old: "value-of-old", new: "value-of-new" };
        const said = "value-of-old value-of-new";
        await known.know(URN, [{ triggers, __start: "1.a.p.." }], said);
        assert.equal(secrets.shown(said), "[secret] value-of-new");
        await known.know(URN, [{ triggers, __start: "1.b.p.." }], said);
        assert.equal(secrets.shown(said), "[secret] [secret]");
        assert.deepEqual(states, []);
    });
});
