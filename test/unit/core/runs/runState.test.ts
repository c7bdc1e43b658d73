import assert from "node:assert/strict";
import { runResponse } from "../../../../provider/ccm/run";
import { SecretRegistry } from "../../../../provider/core/secrets";
import { readState } from "../../../../provider/core/runs/runState";
import { runOutputs } from "../../../../provider/core/wait/runOutputs";

const same = (text: string) => text;

function parse(run: object, generic?: object) {
    return runResponse.parse({ run: { run_id: "r-1", run_status: "RUNNING", ...run }, generic });
}

describe("outputs", () => {
    it("contain all values of a run on ACI", () => {
        const ids = { app_id: "a", build_id: "b", config_id: "c", cluster_id: "d" };
        const status = parse(
            {
                created_at: 1_767_225_600,
                group_id: "g",
                graph_version: "3",
                deployment: { aci_single_job: { cluster_id: "d" } },
                workflow_cluster_data: { AciSingleJob: { ...ids, container_group_name: "cg", deployment_name: "dn" } },
            },
            { aci: { state: "Waiting" } },
        );
        assert.deepEqual(runOutputs(status, same), {
            runId: "r-1",
            runStatus: "RUNNING",
            createdAt: "2026-01-01T00:00:00.000Z",
            groupId: "g",
            currentGraphVersion: "3",
            effectiveDeployment: { aciSingleJob: { clusterId: "d" } },
            clusterData: {
                kind: "AciSingleJob",
                appId: "a",
                buildId: "b",
                configId: "c",
                clusterId: "d",
                containerGroupName: "cg",
                deploymentName: "dn",
            },
            statusDetail: '{"state":"Waiting"}',
            stateVersion: 1,
        });
    });

    it("accept a time in milliseconds", () => {
        assert.equal(runOutputs(parse({ created_at: 1_767_225_600_000 }), same).createdAt, "2026-01-01T00:00:00.000Z");
        assert.equal(parse({ created_at: 1_767_225_600_000 }).createdAtMs, 1_767_225_600_000);
        assert.equal(runOutputs(parse({ created_at: 1e30 }), same).createdAt, undefined);
    });

    it("keep values that a response leaves out, but not an outdated detail", () => {
        const previous = { groupId: "g", statusDetail: "old", createdAt: "2026-01-01T00:00:00.000Z" };
        const { groupId, createdAt, statusDetail } = runOutputs(parse({}), same, previous);
        assert.deepEqual({ groupId, createdAt, statusDetail }, { ...previous, statusDetail: undefined });
    });

    it("keep a detail in the form of an earlier version, as long as status and detail of the run are the same", () => {
        const kubernetes = { kind: "Job", metadata: { name: "j" }, spec: {}, status: { active: 1 } };
        const former = JSON.stringify(kubernetes);
        const run = parse({}, { kubernetes });
        const previous = { runStatus: run.status, statusDetail: former };
        assert.equal(runOutputs(run, same, previous).statusDetail, former);
        assert.match(
            String(runOutputs(run, same, { ...previous, runStatus: "PENDING" }).statusDetail),
            /^Job j: 1 active/,
        );
        assert.match(String(runOutputs(run, same).statusDetail), /^Job j: 1 active/);
    });

    it("contain at most 1000 characters of detail, without known secrets", () => {
        const secrets = new SecretRegistry();
        secrets.register({
            runtimeConfigs: { a: { key: "hunter22" } },
            __secretPaths: [["runtimeConfigs", "a"]],
        });
        const detail = String(
            runOutputs(parse({}, { kubernetes: { why: "hunter22", log: "x".repeat(5000) } }), secrets.shown)
                .statusDetail,
        );
        assert.equal(detail.length, 1000);
        assert.ok(detail.startsWith('{"why":"[secret]"'));
    });
});

describe("outputs that may repeat an input", () => {
    it("do not contain it if it is a secret", () => {
        const secrets = new SecretRegistry();
        secrets.register({
            deployment: { namespace: "hidden-namespace" },
            __secretPaths: [["deployment", "namespace"]],
        });
        const status = parse({
            deployment: { kubernetes_single_job: { namespace: "hidden-namespace", cluster_id: "c" } },
        });
        assert.deepEqual(runOutputs(status, secrets.shown).effectiveDeployment, {
            kubernetesSingleJob: { namespace: "[secret]", clusterId: "c" },
        });
    });
});

describe("a state of another version, or a broken one", () => {
    it("is read as far as it is valid", () => {
        assert.deepEqual(readState({ runStatus: "DANCING", stopOnDelete: "no", __waiting: 7, other: {} }), {
            rerunOn: [],
            runStatus: "UNKNOWN",
            stopOnDelete: true,
            __waiting: false,
        });
        assert.deepEqual(readState({}), { rerunOn: [], runStatus: "UNKNOWN", stopOnDelete: true, __waiting: false });
    });
});
