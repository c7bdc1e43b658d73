import assert from "node:assert/strict";
import { SEED } from "fortanix-ccm-simulator";
import type { Graph } from "../../../../provider/ccm";
import { plannedStart } from "../../../../provider/core/preview/plannedStart";
import type { PreviewFacts } from "../../../../provider/core/preview/previewFacts";
import { previewFindings } from "../../../../provider/core/preview/previewFindings";
import { UNKNOWN_VALUE } from "../../../../provider/core/values";
import { kubernetesRun } from "../../../support/scenario";

const inputs = kubernetesRun().args;
const NOW = Date.UTC(2026, 0, 1, 12);
const nothing: PreviewFacts = {
    graph: undefined,
    cluster: undefined,
    activeRuns: undefined,
    mayStartRuns: undefined,
};

function graph(...versions: string[]): Graph {
    const version = { labels: {}, hasDeployment: false, runtimeConfigs: [] };
    return {
        graphId: SEED.graphId,
        name: "scoring",
        description: "",
        versions: Object.fromEntries(versions.map((name) => [name, version])),
    };
}

function findings(args: Record<string, unknown>, facts: Partial<PreviewFacts>) {
    const start = plannedStart({ ...inputs, ...args });
    assert.ok(start !== undefined);
    return previewFindings(start, { ...nothing, ...facts }, NOW).map(
        ({ severity, message }) => `${severity}: ${message}`,
    );
}

function activeRun(status: "RUNNING" | "TERMINATING" = "RUNNING", clusterId: string = SEED.kubernetesClusterId) {
    return {
        runId: "a",
        status,
        createdAtMs: NOW - 2 * 3600_000,
        graphId: SEED.graphId,
        graphVersion: "2",
        deployment: { kubernetesSingleJob: { namespace: "scoring", clusterId } },
    };
}

describe("what CCM says about a planned start", () => {
    it("is silent about what was not answered", () => {
        const unclear = { kind: "unclear", why: "no answer" } as const;
        assert.deepEqual(findings({}, { graph: unclear, cluster: unclear, activeRuns: unclear }), []);
        assert.deepEqual(findings({}, { graph: { kind: "refused" }, cluster: { kind: "refused" } }), []);
    });

    it("proves nothing when an address knows nothing at all", () => {
        const missing = { kind: "missing" } as const;
        assert.deepEqual(findings({}, { graph: missing, cluster: missing, activeRuns: missing }), []);
        assert.equal(findings({}, { graph: missing, activeRuns: { kind: "found", value: [] } }).length, 1);
    });

    it("lists final versions by number, not by text", () => {
        const [finding] = findings({ graphVersion: "3" }, { graph: { kind: "found", value: graph("10", "9", "2") } });
        assert.match(finding ?? "", /^error: graphVersion 3: .*; final are 2, 9, 10\./);
    });

    it("asks nothing of values that are not known yet", () => {
        const start = plannedStart({
            ...inputs,
            graphVersion: UNKNOWN_VALUE,
            deployment: { kubernetesSingleJob: { namespace: "x", clusterId: UNKNOWN_VALUE } },
        });
        assert.deepEqual(start, {
            graphId: SEED.graphId,
            graphVersion: undefined,
            deployment: { kind: "kubernetesSingleJob", clusterId: undefined },
            runtimeConfigIds: [],
            ifActive: "start",
            isAdoption: false,
            spec: undefined,
        });
        const whole = plannedStart({ ...inputs, deployment: UNKNOWN_VALUE });
        assert.equal(whole?.deployment, undefined);
        assert.equal(whole?.spec, undefined);
    });

    it("is left to check where inputs are wrong", () =>
        assert.equal(plannedStart({ ...inputs, graphId: "x" }), undefined));

    it("names an identical run, its status and age, and what comes of it", () => {
        const activeRuns = { kind: "found", value: [activeRun()] } as const;
        const found = (args: Record<string, unknown>) => findings(args, { activeRuns }).join();
        assert.match(found({}), /^info: there is run a \(RUNNING, started 2 h ago\)/);
        assert.match(found({ ifActive: "refuse" }), /^warning: .*the start is refused/);
        assert.match(found({ ifActive: "adopt" }), /^info: .*it is adopted/);
        assert.equal(found({ adoptRunId: SEED.graphId }), "");
    });

    it("does not count runs that are being stopped or run elsewhere", () => {
        const value = [activeRun("TERMINATING"), activeRun("RUNNING", SEED.aciClusterId)];
        assert.deepEqual(findings({}, { activeRuns: { kind: "found", value } }), []);
    });

    it("finds a missing role only where the service is known to answer", () => {
        const mayStartRuns = { kind: "found", value: false } as const;
        assert.deepEqual(findings({}, { mayStartRuns }), []);
        const [finding] = findings({}, { mayStartRuns, activeRuns: { kind: "found", value: [] } });
        assert.match(finding ?? "", /^warning: this credential may look at CCM but not start runs/);
    });
});
