import assert from "node:assert/strict";
import type { Input, Unwrap } from "@pulumi/pulumi";
import type { z } from "zod";
import type { ComputeClusterArgs, WorkflowRunArgs, WorkflowRunCompletionArgs } from "pulumi-fortanix-ccm";
import { computeClusterInputs } from "../../../provider/core/clusters/clusterInputs";
import type { completionInputs } from "../../../provider/core/completions/completionInputs";
import { workflowRunInputs } from "../../../provider/core/runs/runInputs";

/*
 * Tests at compile time: the declarations that users see must match the schemas that validate.
 */

type Assert<T extends true> = T;
type Accepts<To, From> = [From] extends [To] ? true : false;
type SchemaInput = z.input<typeof workflowRunInputs>;
type Declared = Unwrap<WorkflowRunArgs>;

export type Checks = [
    Assert<Accepts<keyof SchemaInput, keyof Declared>>,
    Assert<Accepts<keyof Declared, keyof SchemaInput>>,
    Assert<Accepts<SchemaInput["waitFor"], Declared["waitFor"]>>,
    Assert<Accepts<Declared["waitFor"], SchemaInput["waitFor"]>>,
    Assert<Accepts<SchemaInput["rerunOn"], Declared["rerunOn"]>>,
    Assert<Accepts<Declared["rerunOn"], SchemaInput["rerunOn"]>>,
    Assert<Accepts<SchemaInput["graphVersion"], Declared["graphVersion"]>>,
    Assert<Accepts<SchemaInput["timeouts"], Declared["timeouts"]>>,
    Assert<Accepts<SchemaInput["deployment"], Declared["deployment"]>>,
    Assert<Accepts<SchemaInput["runtimeConfigs"], Declared["runtimeConfigs"]>>,
    Assert<Accepts<Input<string>, WorkflowRunArgs["graphId"]>>,
];

type ClusterSchema = z.input<typeof computeClusterInputs>;
type DeclaredCluster = Unwrap<ComputeClusterArgs>;
type CompletionSchema = z.input<typeof completionInputs>;
type DeclaredCompletion = Unwrap<WorkflowRunCompletionArgs>;

export type OtherChecks = [
    Assert<Accepts<ClusterSchema["kubernetes"], DeclaredCluster["kubernetes"]>>,
    Assert<Accepts<ClusterSchema["aci"], DeclaredCluster["aci"]>>,
    Assert<Accepts<CompletionSchema, DeclaredCompletion>>,
    Assert<Accepts<keyof DeclaredCompletion, keyof CompletionSchema>>,
    Assert<Accepts<DeclaredCompletion["until"], CompletionSchema["until"]>>,
];

type Deployment = NonNullable<Declared["deployment"]>;
const cluster = { namespace: "n", clusterId: "c" };

export const one: Deployment = { kubernetesSingleJob: cluster };
// @ts-expect-error neither of the two
export const neither: Deployment = {};
// @ts-expect-error both of the two
export const both: Deployment = { kubernetesSingleJob: cluster, aciSingleJob: { clusterId: "c" } };
// @ts-expect-error a misspelled property
export const misspelled: Deployment = { kubernetesSingleJob: { ...cluster, name: "n" } };
// @ts-expect-error a status that is not final
export const rerunOn: Declared["rerunOn"] = ["RUNNING"];

describe("the declared arguments", () => {
    it("have exactly the properties of the schema", () => {
        const names: Record<keyof WorkflowRunArgs, true> = {
            graphId: true,
            graphVersion: true,
            deployment: true,
            runtimeConfigs: true,
            triggers: true,
            waitFor: true,
            ifActive: true,
            adoptRunId: true,
            rerunOn: true,
            stopOnDelete: true,
            timeouts: true,
        };
        assert.deepEqual(Object.keys(workflowRunInputs.shape).sort(), Object.keys(names).sort());
        const ofCluster: Record<keyof ComputeClusterArgs, true> = {
            name: true,
            description: true,
            kubernetes: true,
            aci: true,
            adoptClusterId: true,
        };
        assert.deepEqual(Object.keys(computeClusterInputs.shape).sort(), Object.keys(ofCluster).sort());
    });
});
