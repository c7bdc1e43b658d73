import assert from "node:assert/strict";
import type { Run } from "../../../../provider/ccm";
import { holdersOf, type NamedState } from "../../../../provider/cli/runs/holders";
import { type RunFilter, runRows } from "../../../../provider/cli/runs/runRows";
import { runTable } from "../../../../provider/cli/runs/runTable";
import { formatStamp } from "../../../../provider/core";

const NOW = Date.UTC(2026, 0, 2);
const HOUR = 3_600_000;
const GRAPH = "9b7ff0bb-6c1c-4c5c-8d6e-3f0a60d1c001";
const urn = (name: string) => `urn:pulumi:dev::lab::type::${name}`;
const run = (runId: string, hours: number, change: Partial<Run> = {}): Run => ({
    ...{ runId, status: "RUNNING", createdAtMs: NOW - hours * HOUR, graphId: GRAPH, graphVersion: "2" },
    ...{ clusterId: "c1", deployment: { kubernetesSingleJob: { namespace: "n", clusterId: "c1" } } },
    ...change,
});
const create = (name: string, hours: number) => ({
    ...{ urn: urn(name), isHidden: false },
    inputs: {
        ...{ graphId: GRAPH, graphVersion: "2" },
        deployment: { kubernetesSingleJob: { namespace: "n", clusterId: "c1" } },
    },
    stamp: formatStamp({ atMs: NOW - hours * HOUR, process: "p", journal: "", endpoint: "" }),
});
const stateOf = (held: Record<string, string>, creates: ReturnType<typeof create>[] = []): NamedState => ({
    source: "dev",
    state: {
        ...{ stackId: undefined, hasOtherPending: false, openCreates: creates },
        runs: Object.entries(held).map(([name, id]) => ({
            ...{ urn: urn(name), id },
            ...{ stamp: undefined, createdAtMs: undefined },
        })),
    },
});
const NAMES = { graphs: new Map([[GRAPH, "nightly"]]), clusters: new Map([["c1", "west"]]) };

describe("the holders of runs", () => {
    const heldBy = (runs: Run[], states: NamedState[]) =>
        Object.fromEntries(
            [...holdersOf(runs, states)].map(([id, holders]) => [
                id,
                holders.map(({ kind, project, stack, resource }) => `${kind} ${project}/${stack}/${resource}`).join(),
            ]),
        );

    it("are resources whose state has the id, in every state that was read", () => {
        const states = [stateOf({ a: "x" }), stateOf({ "b::c": "x", d: "y" })];
        assert.deepEqual(heldBy([run("x", 1), run("z", 1)], states), {
            x: "state lab/dev/a,state lab/dev/b::c",
            y: "state lab/dev/d",
        });
    });

    it("are perhaps resources whose create was interrupted, by graph, version, cluster and time", () => {
        const runs = [
            run("fits", 5),
            run("earlier", 6),
            run("later", 4),
            run("other", 5, { graphVersion: "3", graphId: "g" }),
            run("held", 5),
        ];
        assert.deepEqual(heldBy(runs, [stateOf({ a: "held" }, [create("killed", 5.01)])]), {
            held: "state lab/dev/a",
            fits: "interrupted lab/dev/killed",
        });
    });
});

describe("the list of runs", () => {
    const runs = [
        run("young", 1),
        run("old", 9),
        run("ended", 20, { status: "FAILED" }),
        run("elsewhere", 2, { graphId: "g2", clusterId: "c2" }),
        run("ageless", 0, { createdAtMs: undefined }),
    ];
    const holders = holdersOf(runs, [stateOf({ a: "young" }, [create("killed", 9.01)])]);
    const ids = (filter: RunFilter) => runRows(runs, NAMES, holders, filter, NOW).map(({ runId }) => runId);

    it("has the active runs, the oldest first, and the ended ones on request", () => {
        assert.deepEqual(ids({}), ["old", "elsewhere", "young", "ageless"]);
        assert.deepEqual(ids({ withEnded: true }), ["old", "elsewhere", "young", "ageless", "ended"]);
        assert.deepEqual(ids({ statuses: ["FAILED"] }), ["ended"]);
    });

    it("filters by graph and cluster, by name or id, by age and by holder", () => {
        assert.deepEqual(ids({ graph: "nightly", cluster: "C1" }), ["old", "young", "ageless"]);
        assert.deepEqual(ids({ cluster: "c2" }), ["elsewhere"]);
        assert.deepEqual(ids({ olderThanMs: 2 * HOUR }), ["old", "elsewhere"]);
        assert.deepEqual(ids({ isOrphaned: true }), ["old", "elsewhere", "ageless"]);
    });

    it("says which states were read, since others may hold a run", () => {
        const rows = runRows(runs.slice(0, 2), NAMES, holders, {}, NOW);
        assert.equal(
            runTable(rows, ["dev"]),
            `run    status   age     graph      cluster  held by
old    RUNNING  9 h     nightly:2  west     perhaps lab/dev/killed
young  RUNNING  60 min  nightly:2  west     lab/dev/a

States read: dev. Runs of other stacks appear as held by nobody.
An update of lab/dev was interrupted: \`pulumi up\` of that stack continues with its runs.
`,
        );
        assert.match(runTable(rows, []), /unknown\n[^]*No state was read \(none was named\), so it is unknown/);
        assert.match(runTable([], ["dev"]), /^No run\.\n/);
    });
});
