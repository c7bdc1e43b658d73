import assert from "node:assert/strict";
import {
    asNotedSince,
    isBefore,
    fitsSpec,
    jobSpecsIn,
    openStartsOf,
    type RecoveryEvidence,
} from "../../../../provider/core/recovery/openStarts";
import { showsJob } from "../../../../provider/core/recovery/showsJob";
import type { StartedRecord, StartRecord } from "../../../../provider/core/recovery/startRecord";
import { endpointHash, formatStamp, parseStamp } from "../../../../provider/core/recovery/startStamp";

const URN = "urn:pulumi:test::test::type::run";
const T = 1_767_225_600_000;
const stampAt = (ms: number, process = "before") =>
    formatStamp({ atMs: T + ms, process, journal: "abc123", endpoint: "" });
const STAMP = stampAt(0);

const common = {
    endpoint: "https://ccm.test/v1",
    wanted: { graph: "g", version: "v", inputs: "i", fingerprint: 2 },
    stopOnDelete: true,
    sentAt: { wall: T, uptime: 1, host: "h" },
};
const requested = (change: Partial<StartRecord> = {}): StartRecord =>
    ({ stage: "requested", stamp: STAMP, stack: "stack", ...common, ...change }) as StartRecord;
const started = (change: Partial<StartedRecord> = {}): StartRecord => ({
    ...{ stage: "started", runId: "x", stamp: STAMP, stack: "stack", ...common },
    ...change,
});
const create = (stamp: string | undefined = STAMP) => ({
    ...{ urn: URN, stamp, isHidden: false },
    inputs: { graphId: "G", graphVersion: "2", stopOnDelete: false },
});
const held = (id: string, stamp: string | undefined) => ({ urn: URN, id, stamp, createdAtMs: undefined });

function judge(
    state: Partial<NonNullable<RecoveryEvidence["state"]>> | undefined,
    records: readonly StartRecord[] = [],
    unsent: readonly string[] = [],
) {
    const noted = records.map((record) => ({ urn: URN, record }));
    const whole = state && { stackId: "stack", hasOtherPending: false, runs: [], openCreates: [], ...state };
    return openStartsOf(URN, { state: whole, noted, unsent: new Set(unsent), process: "now" });
}
const count = ({ open, settled }: ReturnType<typeof judge>) => [open.length, settled.length];

describe("the open starts of a resource", () => {
    it("are none if neither state nor journal has one", () => {
        assert.deepEqual(count(judge({})), [0, 0]);
        assert.deepEqual(count(judge(undefined)), [0, 0]);
    });

    it("take as long as `timeouts.start`, the turn of the create and CCM allow", () => {
        const minutesOf = (...args: Parameters<typeof judge>) =>
            judge(...args).open.map(({ takesAtMostMs }) => Math.floor(takesAtMostMs / 60_000));
        const patient = { ...create(), inputs: { ...create().inputs, timeouts: { start: "2h" } } };
        const lastChangeMs = T + 20 * 60_000;
        assert.deepEqual(minutesOf({ openCreates: [create()] }), [17]);
        assert.deepEqual(minutesOf({ openCreates: [patient] }), [122]);
        assert.deepEqual(minutesOf({ openCreates: [patient], lastChangeMs }), [142]);
        const record = requested({ sendForMs: 30 * 60_000 });
        assert.deepEqual(
            minutesOf({ openCreates: [patient], lastChangeMs }, [record]),
            [32],
            "the record contains the time limit",
        );
        assert.deepEqual(minutesOf(undefined, [record]), [32]);
        assert.deepEqual(minutesOf(undefined, [requested()]), [17]);
    });

    it("include a start that is pending in the state, with its inputs", () => {
        const [start] = judge({ openCreates: [create()] }).open;
        assert.equal(start?.begunAtMs, T);
        assert.equal(start.stopOnDelete, false);
        assert.equal(start.isProven, true);
        assert.notEqual(start.spec?.inputs, undefined);
        assert.equal(start.wasNeverSent, false);
    });

    it("exclude starts of this process and of versions without stamps", () => {
        assert.deepEqual(count(judge({ openCreates: [create(stampAt(0, "now"))] })), [0, 0]);
        assert.deepEqual(count(judge({ openCreates: [create("1.odd")] })), [0, 0]);
        assert.deepEqual(count(judge({ openCreates: [{ ...create(), stamp: undefined }] })), [0, 0]);
    });

    it("are not distinguished by their inputs if their secrets are unreadable", () => {
        const [start] = judge({ openCreates: [{ ...create(), isHidden: true }] }).open;
        assert.equal(start?.spec?.inputs, undefined);
        assert.notEqual(start?.spec?.graph, undefined);
        assert.deepEqual(start?.jobSpecs, []);
    });

    it("were never sent if their process recorded what it sent, but not them; a missing record proves nothing", () => {
        assert.equal(judge({ openCreates: [create()] }, [], [STAMP]).open[0]?.wasNeverSent, true);
        assert.equal(judge({ openCreates: [create()] }, [requested()], [STAMP]).open[0]?.wasNeverSent, false);
        assert.equal(judge({ openCreates: [create()] }).open[0]?.wasNeverSent, false);
    });

    it("match an indistinguishable start while their run is searched for", () => {
        const [pending] = judge({ openCreates: [create()] }).open;
        const [unsent] = judge({ openCreates: [create()] }, [], [STAMP]).open;
        const [known] = judge({ openCreates: [create()] }, [started()]).open;
        assert.ok(pending?.spec !== undefined && unsent !== undefined && known !== undefined);
        const { spec } = pending;
        assert.equal(fitsSpec(pending, spec), true);
        assert.equal(fitsSpec({ ...pending, spec: undefined }, spec), true, "an unreadable start may match");
        assert.equal(fitsSpec(pending, { ...spec, graph: "another" }), false);
        assert.equal(fitsSpec(unsent, spec), false);
        assert.equal(fitsSpec(known, spec), false);
    });

    it("precede a run that was created at their time or later", () => {
        const [start] = judge({ openCreates: [create()] }).open;
        assert.ok(start !== undefined);
        assert.equal(isBefore(start, stampAt(0)), true);
        assert.equal(isBefore(start, stampAt(1)), true);
        assert.equal(isBefore(start, stampAt(-1)), false);
        assert.equal(isBefore(start, "no stamp"), false);
    });

    it("are no longer open once their process has withdrawn the request; those without an owner stay", () => {
        const owner = { host: "h", pid: 1 };
        const [busy] = judge({ openCreates: [create()] }, [requested({ owner })]).open;
        const [left] = judge({ openCreates: [create()] }, [requested()]).open;
        assert.ok(busy !== undefined && left !== undefined);
        assert.deepEqual(asNotedSince([busy, left], []), [left]);
        const [now] = asNotedSince([busy], [{ urn: URN, record: started() }]);
        assert.equal(now?.record?.stage, "started");
    });

    it("are settled once the state has their run, or a run that was created later", () => {
        assert.deepEqual(count(judge({ runs: [held("x", stampAt(-1))] }, [started()])), [0, 1]);
        const later = { openCreates: [create()], runs: [held("y", stampAt(1))] };
        assert.deepEqual(count(judge(later)), [0, 0]);
        assert.deepEqual(count(judge(later, [started()])), [0, 1]);
        assert.deepEqual(count(judge({ openCreates: [create()], runs: [held("y", stampAt(-1))] })), [1, 0]);
        assert.deepEqual(count(judge({ openCreates: [create()], runs: [held("y", undefined)] })), [1, 0]);
    });

    it("are open while they are pending in the state, although the engine has received the id", () => {
        assert.deepEqual(count(judge({ openCreates: [create()] }, [started({ returned: true })])), [1, 0]);
        assert.deepEqual(count(judge({}, [started({ returned: true })])), [0, 1], "the run has left the state");
        assert.deepEqual(count(judge(undefined, [started({ returned: true })])), [1, 0], "the state is unavailable");
        assert.deepEqual(count(judge(undefined, [started()])), [1, 0]);
    });

    it("are proven from the journal alone if they are of the same stack", () => {
        assert.equal(judge({}, [requested()]).open[0]?.isProven, true);
        assert.equal(judge({}, [requested({ stack: "another" })]).open[0]?.isProven, false);
        assert.equal(
            judge(undefined, [requested({ stack: "another" })]).open[0]?.isProven,
            true,
            "there is no other evidence",
        );
        const { stamp: _stamp, stack: _stack, ...first } = requested();
        assert.equal(judge({}, [first]).open[0]?.isProven, false);
        const pending = { openCreates: [{ ...create(), stamp: undefined }] };
        assert.equal(judge(pending, [first]).open[0]?.isProven, true);
    });

    it("are settled if they are of version 1 and the program has confirmed them", () => {
        const { stamp: _stamp, ...first } = started({ confirmed: true }) as StartedRecord;
        assert.deepEqual(count(judge({}, [first])), [0, 1]);
    });

    it("are sorted, oldest first", () =>
        assert.deepEqual(
            judge({ openCreates: [create(stampAt(5)), create()] }).open.map(({ begunAtMs }) => begunAtMs),
            [T, T + 5],
        ));
});

describe("the stamp of a create", () => {
    const stamp = { atMs: T, process: "a1b2c3d4", journal: "9f8e7d", endpoint: endpointHash("https://ccm.test/v1") };

    it("is one short text in a permanent format", () => {
        assert.equal(formatStamp(stamp), "1.mjuohs00.a1b2c3d4.9f8e7d.3741e5f0");
        assert.ok(formatStamp(stamp).length <= 64);
        assert.deepEqual(parseStamp(formatStamp(stamp)), stamp);
    });

    it("is distinguished from the values of other versions", () => {
        for (const text of [undefined, "organization", "2.a.b.c.d", "1.mjuohrs0..x.y", 5]) {
            assert.equal(parseStamp(text), undefined);
        }
    });
});

describe("the job of a start in CCM's detail of a run", () => {
    const job = { metadata: { name: "score" }, spec: { template: { image: "a", args: ["x", 1] } } };
    const shown = { kubernetes: { metadata: { uid: "u", ...job.metadata }, spec: { ...job.spec, backoffLimit: 6 } } };

    it("is found at any depth, with the fields that Kubernetes has added", () => {
        assert.ok(showsJob(shown, job));
        // Null counts as absent, and CCM may leave it out.
        assert.ok(showsJob(shown, { ...job, creationTimestamp: null }));
        assert.ok(showsJob({ kubernetes: { items: [shown.kubernetes] } }, job));
    });

    it("is not found in another job or without a detail", () => {
        assert.ok(!showsJob(shown, { ...job, spec: { template: { image: "b" } } }));
        assert.ok(!showsJob(shown, { spec: { template: { args: ["x"] } } }));
        assert.ok(!showsJob(undefined, job));
    });

    it("is taken from the runtime configurations", () => {
        const configs = { id: { deployment: { kubernetes: { jobSpec: job } } }, aci: { deployment: { aci: {} } } };
        assert.deepEqual(jobSpecsIn(configs), [job]);
        assert.deepEqual(jobSpecsIn({ id: { deployment: { kubernetes: { jobSpec: {} } } } }), []);
        assert.deepEqual(jobSpecsIn(undefined), []);
    });
});
