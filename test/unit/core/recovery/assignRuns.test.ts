import assert from "node:assert/strict";
import type { Run } from "../../../../provider/ccm";
import {
    assignRuns,
    type FreeRun,
    type SoughtStart,
    withNameless,
} from "../../../../provider/core/recovery/assignRuns";
import { ccmClockByState, UNKNOWN_CLOCK_MS } from "../../../../provider/core/recovery/ccmClock";
import { runSpecOf } from "../../../../provider/core/recovery/runSpec";
import { formatStamp } from "../../../../provider/core/recovery/startStamp";
import { parseInputs } from "../../../../provider/core/runs/runInputs";

const GRAPH = "9b7ff0bb-6c1c-4c5c-8d6e-3f0a60d1c001";
const CLUSTER = "5f0f8c5e-6c0a-4a0e-9a56-0d5a4f2f7a01";
const T = 1_767_225_600_000;

const specIn = (namespace: string, image = "a") =>
    runSpecOf(
        parseInputs({
            graphId: GRAPH,
            graphVersion: "2",
            deployment: { kubernetesSingleJob: { namespace, clusterId: CLUSTER } },
            runtimeConfigs: { id: { deployment: { kubernetes: { jobSpec: { image } } } } },
        }),
    );
const sought = (key: string, change: Partial<SoughtStart> = {}): SoughtStart => ({
    ...{
        key,
        urn: key,
        spec: specIn("scoring"),
        begunAtMs: T,
        takesAtMostMs: 15 * 60_000,
        clock: { offsetsMs: [0], doubtMs: 0 },
    },
    ...change,
});
const free = (runId: string, seconds: number, change: Partial<Run> = {}, showsJobsOf?: string[]): FreeRun => ({
    run: {
        ...{ runId, status: "RUNNING", createdAtMs: T + seconds * 1000, graphId: GRAPH, graphVersion: "2" },
        deployment: { kubernetesSingleJob: { namespace: "scoring", clusterId: CLUSTER } },
        ...change,
    },
    showsJobsOf,
});
const elsewhere = (namespace: string) => ({
    deployment: { kubernetesSingleJob: { namespace, clusterId: CLUSTER } },
});
const result = (starts: SoughtStart[], runs: FreeRun[]) =>
    Object.fromEntries(
        [...assignRuns(starts, runs)].map(([key, assignment]) => {
            if (assignment.kind === "run") return [key, assignment.run.runId];
            return [key, assignment.kind === "none" ? "none" : assignment.runs.map(({ runId }) => runId)];
        }),
    );

describe("the runs of the open starts of a stack", () => {
    it("a start gets the run that was created within 80 s of it, or none", () => {
        assert.deepEqual(result([sought("a")], [free("x", 79)]), { a: "x" });
        assert.deepEqual(result([sought("a")], []), { a: "none" });
        assert.deepEqual(result([sought("a")], [free("x", -6)]), { a: "none" });
    });

    it("the user decides about a run that was created later, and about several", () => {
        assert.deepEqual(result([sought("a")], [free("x", 81)]), { a: ["x"] });
        assert.deepEqual(result([sought("a")], [free("x", 16 * 60)]), { a: "none" }, "no start takes that long");
        assert.deepEqual(result([sought("a")], [free("x", 1), free("y", 2)]), { a: ["x", "y"] });
        assert.deepEqual(result([sought("a")], [free("x", 1), free("y", 120)]), { a: ["x", "y"] });
    });

    it("the user decides about a run that was created much later, if the start may have taken that long", () => {
        const start = sought("a", { takesAtMostMs: 40 * 60_000 });
        assert.deepEqual(result([start], [free("x", 39 * 60)]), { a: ["x"] });
        assert.deepEqual(result([start], [free("x", 41 * 60)]), { a: "none" });
    });

    it("an ambiguous start is not decided by a later list that shows less, but by the job", () => {
        const [start] = [sought("a", { isUnclear: true })];
        assert.deepEqual(result([start], [free("x", 1)]), { a: ["x"] });
        assert.deepEqual(result([start], []), { a: [] });
        assert.deepEqual(result([start, sought("b")], [free("x", 1), free("y", 2)]), {
            a: ["x", "y"],
            b: ["x", "y"],
        });
        assert.deepEqual(result([start], [free("x", 1, {}, ["a"])]), { a: "x" });
    });

    it("an assignment has a reason, and may be proven", () => {
        const verdict = (starts: SoughtStart[], runs: FreeRun[]) => {
            const found = assignRuns(starts, runs).get("a");
            return found?.kind === "run" ? [found.isProven, found.reason] : [found?.kind, found?.reason];
        };
        const other = sought("b", { spec: specIn("scoring", "b") });
        const unsure = { clock: { offsetsMs: [0], doubtMs: UNKNOWN_CLOCK_MS } };
        const cases: [starts: SoughtStart[], runs: FreeRun[], verdict: unknown[]][] = [
            [[sought("a")], [free("x", 1)], [false, "it was created then, and no other resource has it"]],
            [[sought("a")], [free("x", 1, {}, ["a"])], [true, "CCM shows its very job"]],
            [[sought("a")], [], ["none", "CCM lists no run that it may have led to"]],
            [
                [sought("a"), other],
                [free("x", 1), free("y", 2)],
                ["unclear", "another start of the same graph, version and cluster was interrupted as well"],
            ],
            [
                [sought("a")],
                [free("x", 1), free("y", 2)],
                [
                    "unclear",
                    "another user or process started a run of the same graph, version and cluster at that time",
                ],
            ],
            [[sought("a")], [free("x", 120)], ["unclear", "that start would have taken longer than usual"]],
            [
                [sought("a", unsure)],
                [free("x", 3600)],
                ["unclear", "the clocks of this machine and CCM cannot be compared"],
            ],
            [
                [sought("a", { isUnclear: true })],
                [],
                ["unclear", "CCM listed several such runs before, and lists none of them now"],
            ],
        ];
        for (const [starts, runs, expected] of cases) assert.deepEqual(verdict(starts, runs), expected);
    });

    it("with identical starts, each resource gets a run before any gets a second", () => {
        const first = sought("a1", { urn: "A" });
        const again = sought("a2", { urn: "A", begunAtMs: T + 1 });
        const other = sought("b1", { urn: "B", begunAtMs: T + 2 });
        const runs = [free("x", 1), free("y", 2)];
        assert.deepEqual(result([again, other, first], runs), { a1: "x", b1: "y", a2: "none" });
        const third = free("z", 3);
        assert.deepEqual(result([again, other, first], [...runs, third]), { a1: "x", b1: "y", a2: "z" });
        assert.deepEqual(result([first, other], [...runs, third]), { a1: ["x", "y", "z"], b1: ["x", "y", "z"] });
        assert.deepEqual(result([first, other], [...runs, free("late", 120)]), { a1: ["x", "y"], b1: ["x", "y"] });
        // One different start among them makes all of them ambiguous.
        const odd = sought("c1", { urn: "C", spec: specIn("scoring", "b") });
        const both = ["x", "y"];
        assert.deepEqual(result([first, other, odd], runs), { a1: both, b1: both, c1: both });
    });

    it("starts with different targets get their own runs", () => {
        const starts = ["one", "two"].map((name) => sought(name, { spec: specIn(name) }));
        const runs = [free("x", 1, elsewhere("two")), free("y", 1, elsewhere("one"))];
        assert.deepEqual(result(starts, runs), { one: "y", two: "x" });
    });

    it("the user decides about different starts that are indistinguishable in CCM", () => {
        const starts = [sought("a"), sought("b", { spec: specIn("scoring", "b") })];
        assert.deepEqual(result(starts, [free("x", 1), free("y", 2)]), { a: ["x", "y"], b: ["x", "y"] });
        assert.deepEqual(result(starts, [free("x", 1)]), { a: ["x"], b: ["x"] });
    });

    it("the jobs that CCM shows prove an assignment, and other starts get the remaining runs", () => {
        const starts = [sought("a"), sought("b", { spec: specIn("scoring", "b") })];
        assert.deepEqual(result(starts, [free("x", 1, {}, ["b"]), free("y", 2, {}, ["a"])]), { a: "y", b: "x" });
        assert.deepEqual(result(starts, [free("x", 1, {}, ["b"]), free("y", 2)]), { a: "y", b: "x" });
        const ofLastNight = free("x", -24 * 3600, {}, ["a"]);
        assert.deepEqual(result([sought("a")], [ofLastNight]), { a: "none" });
        assert.deepEqual(
            result(starts, [free("x", 1, {}, ["a", "b"])]),
            { a: ["x"], b: ["x"] },
            "the job matches both starts",
        );
    });

    it("identical starts get the runs in the order in which the starts were begun", () => {
        const starts = [sought("later", { begunAtMs: T + 1 }), sought("first"), sought("last", { begunAtMs: T + 2 })];
        assert.deepEqual(result(starts, [free("y", 2), free("x", 1)]), { first: "x", later: "y", last: "none" });
        const many = [free("w", 0), free("x", 1), free("y", 2), free("z", 3)];
        assert.deepEqual(result(starts, many)["first"], ["w", "x", "y", "z"]);
    });

    it("repeated starts of one resource each get a run that was created after they were begun", () => {
        const again = (key: string, begunAtMs: number) => sought(key, { urn: "same", begunAtMs });
        const starts = [again("first", T), again("second", T + 30_000)];
        assert.deepEqual(result(starts, [free("x", 1), free("y", 31)]), { first: "x", second: "y" });
        assert.deepEqual(result(starts, [free("x", 1)]), { first: "x", second: "none" });
    });

    it("a stopped run is ignored", () => {
        const stopped = { status: "TERMINATED" } as const;
        assert.deepEqual(result([sought("a")], [free("x", 1, stopped), free("y", 2, stopped)]), { a: "none" });
        assert.deepEqual(result([sought("a")], [free("x", 1), free("y", 100, stopped)]), { a: "x" });
    });

    it("a run that was created before the resource's run of that time is ignored", () => {
        const start = sought("a", { clock: { offsetsMs: [0], doubtMs: 60_000 }, afterCreatedMs: T - 10_000 });
        assert.deepEqual(result([start], [free("x", -30)]), { a: "none" });
        assert.deepEqual(result([start], [free("x", -8)]), { a: ["x"] });
    });

    it("the user decides if the clocks cannot be compared, whatever the hour", () => {
        const start = sought("a", { clock: { offsetsMs: [0, 3600_000], doubtMs: UNKNOWN_CLOCK_MS } });
        assert.deepEqual(result([start], [free("x", 3601)]), { a: "x" }, "the gateway's time matches");
        for (const hours of [-11, 5, 11]) assert.deepEqual(result([start], [free("x", hours * 3600)]), { a: ["x"] });
        assert.deepEqual(result([start], [free("x", -24 * 3600)]), { a: "none" });
    });

    it("the user decides if CCM leaves out the version or the time of a run", () => {
        assert.deepEqual(result([sought("a")], [free("x", 1, { graphVersion: undefined })]), { a: ["x"] });
        assert.deepEqual(result([sought("a")], [free("x", 1, { createdAtMs: undefined })]), { a: ["x"] });
    });
});

describe("CCM's clock, from the runs in a state", () => {
    const HOUR = 3600_000;
    const run = (process: string, offsetMs: number, atMs = T) => ({
        ...{ urn: "u", id: "i", createdAtMs: atMs + offsetMs },
        stamp: formatStamp({ atMs, process, journal: "", endpoint: "" }),
    });
    const clockOf = (runs: ReturnType<typeof run>[], gatewayMs?: number, isThisMachine = true) =>
        ccmClockByState(
            { stackId: undefined, hasOtherPending: false, runs, openCreates: [] },
            "own",
            isThisMachine,
            gatewayMs,
        );
    const unknown = (...offsetsMs: number[]) => ({ offsetsMs, doubtMs: UNKNOWN_CLOCK_MS });

    it("is unknown without a pair of times, and from the gateway alone", () => {
        assert.deepEqual(clockOf([]), unknown(0));
        assert.deepEqual(clockOf([], HOUR), unknown(0, HOUR));
    });

    it("is known from two runs of the same process, of which a single one may have been adopted", () => {
        assert.deepEqual(clockOf([run("own", HOUR), run("own", HOUR + 2000)]).offsetsMs, [HOUR]);
        assert.deepEqual(clockOf([run("own", -HOUR)], 0), unknown(0));
    });

    it("is known from a run that agrees with the gateway", () => {
        assert.deepEqual(clockOf([run("p", HOUR + 900)], HOUR), { offsetsMs: [HOUR + 900, HOUR], doubtMs: 300_000 });
        assert.deepEqual(
            clockOf([run("p", 900), run("p", 0)]),
            unknown(0),
            "the clock may have been set between the runs",
        );
        assert.deepEqual(clockOf([run("p", 900)], HOUR), unknown(0, HOUR), "one of the clocks was set");
    });

    it("is not known for another machine from the runs of a third one", () => {
        assert.deepEqual(clockOf([run("p", 0)], 0, false), unknown(0));
        assert.deepEqual(clockOf([run("own", 0), run("own", 0)], 0, false), { offsetsMs: [0, 0], doubtMs: 300_000 });
    });
});

describe("a list with rows without an id", () => {
    const nameless = (seconds: number, change: Partial<Run> = {}) => free("", seconds, change).run;
    const judged = (runs: FreeRun[], rows: Run[]) => {
        const starts = [sought("a")];
        const assignment = withNameless(assignRuns(starts, runs), starts, rows).get("a");
        return assignment?.kind === "run" ? assignment.run.runId : assignment?.kind;
    };

    it("proves neither an absence nor a matching run, except a run whose job CCM shows", () => {
        assert.equal(judged([], [nameless(10)]), "unclear");
        assert.equal(judged([free("x", 10)], [nameless(10)]), "unclear");
        assert.equal(judged([free("x", 10, {}, ["a"])], [nameless(10)]), "x");
        assert.equal(
            judged([], [{ runId: "", status: "UNKNOWN" }]),
            "unclear",
            "a row without any value may be the run",
        );
    });

    it("is unaffected by rows of another graph or another day", () => {
        assert.equal(judged([], [nameless(10, { graphId: GRAPH.replace("c001", "c002") })]), "none");
        assert.equal(judged([free("x", 10)], [nameless(-2 * 86_400), nameless(2 * 86_400)]), "x");
    });
});
