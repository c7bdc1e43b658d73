import assert from "node:assert/strict";
import { readCheckpoint, readStackExport, wasCompletedSince } from "../../../provider/plugin/stackExport";

const TYPE = "pulumi-nodejs:dynamic/fortanix-ccm:WorkflowRun";
const URN = `urn:pulumi:dev::lab::${TYPE}::run`;
const STAMP = "1.mjuohs00.a1b2c3d4.9f8e7d.3741e5f0";
const secret = (value: object) => ({
    "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
    ...value,
});

const deployment = {
    manifest: { time: "2026-01-01T00:00:00Z" },
    secrets_providers: { type: "passphrase", state: { salt: "v1:abc" } },
    resources: [
        { urn: "urn:pulumi:dev::lab::pulumi:pulumi:Stack::lab-dev", type: "pulumi:pulumi:Stack" },
        {
            ...{ urn: URN, type: TYPE, id: "x", inputs: { __start: STAMP } },
            outputs: { __start: STAMP, createdAt: "2026-01-01T00:00:00.000Z" },
        },
        { urn: `${URN}-old`, type: TYPE, id: "y", inputs: {}, outputs: {} },
    ],
    pending_operations: [
        {
            type: "creating",
            resource: {
                urn: URN,
                type: TYPE,
                inputs: { __start: STAMP, __urn: URN, graphId: "g", list: [secret({ ciphertext: "v1:1" })] },
            },
        },
    ],
};
const exported = (change: object = {}) => JSON.stringify({ version: 3, deployment: { ...deployment, ...change } });

describe("the runs in `pulumi stack export`", () => {
    it("have the time of the last change before this process", () => {
        const at = (modified: unknown) => ({ urn: "u", type: "t", modified });
        const resources = [
            at("2026-01-01T00:00:05.5Z"),
            at("2026-01-01T00:00:03Z"),
            at("2026-01-01T00:01:00Z"),
            at(1),
            null,
        ];
        const startedAtMs = Date.UTC(2026, 0, 1, 0, 0, 30);
        assert.equal(
            readStackExport(exported({ resources }), "b", startedAtMs).lastChangeMs,
            Date.UTC(2026, 0, 1, 0, 0, 5, 500),
        );
        assert.equal(readStackExport(exported(), "b", startedAtMs).lastChangeMs, undefined);
    });

    it("include those in state, with stamp and time if it has them", () =>
        assert.deepEqual(readStackExport(exported(), "b").runs, [
            { urn: URN, id: "x", stamp: STAMP, createdAtMs: Date.UTC(2026, 0, 1) },
            { urn: `${URN}-old`, id: "y", stamp: undefined, createdAtMs: undefined },
        ]));

    it("include pending creates, without Pulumi's own inputs, and whether any input is hidden", () => {
        const [create] = readStackExport(exported(), "b").openCreates;
        assert.deepEqual(create, {
            urn: URN,
            stamp: STAMP,
            inputs: { graphId: "g", list: [undefined] },
            isHidden: true,
        });
    });

    it("contain the original values of plaintext secrets", () => {
        const inputs = { __start: STAMP, runtimeConfigs: secret({ plaintext: '{"a":[1]}' }) };
        const pending = [{ type: "creating", resource: { urn: URN, type: TYPE, inputs } }];
        const [create] = readStackExport(exported({ pending_operations: pending }), "b").openCreates;
        assert.deepEqual(create?.inputs, { runtimeConfigs: { a: [1] } });
        assert.equal(create.isHidden, false);
    });

    it("show whether other operations are pending, which the user has to handle", () => {
        assert.equal(readStackExport(exported(), "b").hasOtherPending, false);
        const other = { type: "creating", resource: { urn: "u", type: "aws:s3/bucket:Bucket" } };
        const deleting = { type: "deleting", resource: { urn: URN, type: TYPE } };
        for (const operation of [other, deleting]) {
            const pending = [...deployment.pending_operations, operation];
            assert.equal(readStackExport(exported({ pending_operations: pending }), "b").hasOtherPending, true);
        }
    });

    it("identify the stack by its backend and its secrets provider", () => {
        const idOf = (change: object, backend = "b") => readStackExport(exported(change), backend).stackId;
        assert.equal(idOf({ resources: [] }), idOf({}));
        assert.notEqual(idOf({}, "c"), idOf({}));
        assert.notEqual(idOf({ secrets_providers: { type: "passphrase", state: { salt: "v1:def" } } }), idOf({}));
        assert.equal(idOf({ secrets_providers: null }), undefined);
    });

    it("are the same in the file of a file backend", () => {
        const text = JSON.stringify({ version: 3, checkpoint: { stack: "dev", latest: deployment } });
        assert.deepEqual(readCheckpoint(text, "b"), readStackExport(exported(), "b"));
    });

    it("are none for an empty stack, and an error for anything else", () => {
        const empty = JSON.stringify({ version: 3, deployment: { manifest: {} } });
        assert.deepEqual(readStackExport(empty, "b").runs, []);
        for (const text of ["", "{}", "[]", "<html>"]) assert.throws(() => readStackExport(text, "b"));
    });
});

describe("an entry of `pulumi stack history` since a create", () => {
    const T = Date.UTC(2026, 0, 1);
    const entry = (change: object) => [
        { kind: "update", startTime: "2026-01-01T00:01:00.000Z", result: "succeeded", environment: {}, ...change },
    ];
    const since = (change: object) => wasCompletedSince(JSON.stringify(entry(change)), T);

    it("counts if it is a successful update or destroy of the whole stack", () => {
        assert.equal(since({}), true);
        assert.equal(since({ kind: "destroy" }), true);
        assert.equal(since({ startTime: "2025-12-31T23:59:59.000Z" }), false);
        assert.equal(since({ startTime: "2026-01-01T00:00:00.000Z" }), true, "the history contains whole seconds");
    });

    it("does not count if it is a preview, a refresh, an import, failed, or limited to targets", () => {
        for (const kind of ["preview", "refresh", "import", "rename"]) assert.equal(since({ kind }), false);
        assert.equal(since({ result: "failed" }), false);
        for (const flag of ["target", "target-dependents", "exclude"]) {
            assert.equal(since({ environment: { [`pulumi.flag.${flag}`]: "set" } }), false);
        }
    });
});
