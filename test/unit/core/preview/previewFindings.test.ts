import assert from "node:assert/strict";
import { SEED } from "fortanix-ccm-simulator";
import type { Graph } from "../../../../provider/ccm";
import { plannedStart } from "../../../../provider/core/preview/plannedStart";
import type { PreviewFacts } from "../../../../provider/core/preview/previewFacts";
import { previewFindings } from "../../../../provider/core/preview/previewFindings";
import { UNKNOWN_VALUE } from "../../../../provider/core/values";
import { kubernetesRun } from "../../../support/scenario";

const inputs = kubernetesRun().args;
const RUN = "0b0f6bf7-6f5c-4b0b-9c62-3f1a9f6f1a11";
const NOW = Date.UTC(2026, 0, 1, 12);
const nothing: PreviewFacts = {
    graph: undefined,
    cluster: undefined,
    activeRuns: undefined,
    adoptedRun: undefined,
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
    it("does not cover unanswered questions", () => {
        const unclear = { kind: "unclear", why: "no answer" } as const;
        assert.deepEqual(findings({}, { graph: unclear, cluster: unclear, activeRuns: unclear }), []);
        assert.deepEqual(findings({}, { graph: { kind: "refused" }, cluster: { kind: "refused" } }), []);
    });

    it("is empty if an address knows nothing at all", () => {
        const missing = { kind: "missing" } as const;
        assert.deepEqual(findings({}, { graph: missing, cluster: missing, activeRuns: missing }), []);
        assert.equal(findings({}, { graph: missing, activeRuns: { kind: "found", value: [] } }).length, 1);
    });

    it("does not report unreadable values as missing", () => {
        const seen = (more: Partial<Graph>, args = {}) =>
            findings(args, { graph: { kind: "found", value: { ...graph("1"), ...more } } });
        assert.deepEqual(seen({ unreadableVersions: ["2"] }), []);
        assert.deepEqual(seen({ unreadableVersions: "unknown" }), []);
        assert.equal(seen({ unreadableVersions: ["3"] }).length, 1);
        const runtimeConfigs = { abc: { deployment: { kubernetes: { jobSpec: {} } } } };
        const versions = (isWhole: boolean) => ({
            "2": { labels: {}, hasDeployment: false, runtimeConfigs: [], isWhole },
        });
        assert.deepEqual(seen({ versions: versions(false) }, { runtimeConfigs }), []);
        assert.equal(seen({ versions: versions(true) }, { runtimeConfigs }).length, 1);
    });

    it("lists final versions by number, not by text", () => {
        const [finding] = findings({ graphVersion: "3" }, { graph: { kind: "found", value: graph("10", "9", "2") } });
        assert.match(finding ?? "", /^error: graphVersion 3: .*; final versions: 2, 9, 10\./);
    });

    it("does not depend on unknown values", () => {
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
            adoptRunId: undefined,
            rerunOn: ["FAILED"],
            spec: undefined,
        });
        const whole = plannedStart({ ...inputs, deployment: UNKNOWN_VALUE });
        assert.equal(whole?.deployment, undefined);
        assert.equal(whole?.spec, undefined);
    });

    it("leaves wrong inputs to check", () => assert.equal(plannedStart({ ...inputs, graphId: "x" }), undefined));

    it("names an identical run, its status and age, and the consequence", () => {
        const activeRuns = { kind: "found", value: [activeRun()] } as const;
        const found = (args: Record<string, unknown>) => findings(args, { activeRuns }).join();
        assert.match(found({}), /^info: run a \(RUNNING, started 2 h ago\).* is already active: /);
        assert.match(found({ ifActive: "refuse" }), /^warning: .*the start is refused/);
        assert.match(found({ ifActive: "adopt" }), /^info: .*it is adopted/);
        assert.equal(found({ adoptRunId: SEED.graphId }), "");
    });

    it("ignores the resource's own run, and says so if it is unknown", () => {
        const start = plannedStart(inputs);
        assert.ok(start !== undefined);
        const facts: PreviewFacts = { ...nothing, activeRuns: { kind: "found", value: [activeRun()] } };
        const said = (own?: ReadonlySet<string>) =>
            previewFindings(start, facts, NOW, own).map((found) => found.message);
        assert.deepEqual(said(new Set(["a"])), []);
        assert.match(said(new Set(["b"])).join(), /another run is started$/);
        assert.match(said().join(), /another run is started, unless this update replaces it$/);
    });

    it("refuses to adopt a run that is missing or does not match, as an update does", () => {
        const adopting = (adoptedRun: PreviewFacts["adoptedRun"], isCcm = true) =>
            findings(
                { adoptRunId: RUN },
                { adoptedRun, ...(isCcm && { graph: { kind: "found", value: graph("2") } as const }) },
            ).join();
        const found = (change: object) => adopting({ kind: "found", value: { ...activeRun(), ...change } });
        assert.equal(found({}), "");
        assert.match(adopting({ kind: "missing" }), /^error: adoptRunId .*: CCM has no such run/);
        assert.equal(adopting({ kind: "missing" }, false), "");
        assert.equal(adopting({ kind: "refused" }), "");
        assert.match(found({ graphId: RUN }), /^error: adoptRunId .*: it is a run of graph .*, and graphId is /);
        assert.match(found({ status: "FAILED" }), /it is FAILED, and rerunOn contains FAILED/);
    });

    it("ignores runs that are being stopped or run elsewhere", () => {
        const value = [activeRun("TERMINATING"), activeRun("RUNNING", SEED.aciClusterId)];
        assert.deepEqual(findings({}, { activeRuns: { kind: "found", value } }), []);
    });

    it("reports a missing role only if the service is known to answer", () => {
        const mayStartRuns = { kind: "found", value: false } as const;
        assert.deepEqual(findings({}, { mayStartRuns }), []);
        const [finding] = findings({}, { mayStartRuns, activeRuns: { kind: "found", value: [] } });
        assert.match(finding ?? "", /^warning: this credential can read from CCM but cannot start runs/);
    });
});
