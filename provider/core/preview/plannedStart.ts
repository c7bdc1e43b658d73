import { type RunSpec, runSpecOf } from "../recovery/runSpec";
import { checkWorkflowRun, IF_ACTIVE, type IfActive, type WorkflowRunInputs } from "../runs/runInputs";
import type { Properties } from "../validation";
import { hasUnknown, isRecord, isUnknown } from "../values";

export type DeploymentKind = "kubernetesSingleJob" | "aciSingleJob";

/** What a preview knows of the run that an update would start. `undefined`: not known yet. */
export interface PlannedStart {
    readonly graphId: string | undefined;
    readonly graphVersion: string | undefined;
    /** "none" if the graph version determines it. */
    readonly deployment: { readonly kind: DeploymentKind; readonly clusterId: string | undefined } | "none" | undefined;
    readonly runtimeConfigIds: readonly string[];
    readonly ifActive: IfActive;
    /** Whether a run is adopted instead of starting one. */
    readonly isAdoption: boolean;
    /** The run to adopt, once known. */
    readonly adoptRunId: string | undefined;
    readonly rerunOn: readonly string[];
    /** Identifies the run, once all inputs that it depends on are known. */
    readonly spec: RunSpec | undefined;
}

/**
 * @param properties the inputs as passed by a preview, with placeholders for unknown values
 * @returns `undefined` for invalid inputs, which `check` reports
 */
export function plannedStart(properties: Properties): PlannedStart | undefined {
    const { inputs, problems } = checkWorkflowRun(properties);
    if (problems.length > 0) return undefined;
    const { graphId, graphVersion, deployment, runtimeConfigs, ifActive, adoptRunId, rerunOn } = inputs;
    const isAllKnown = !hasUnknown([graphId, graphVersion, deployment]);
    return {
        graphId: known(graphId),
        graphVersion: known(graphVersion),
        deployment: plannedDeployment(deployment),
        runtimeConfigIds: isRecord(runtimeConfigs) ? Object.keys(runtimeConfigs) : [],
        ifActive: IF_ACTIVE.find((name) => name === ifActive) ?? "start",
        isAdoption: adoptRunId !== undefined,
        adoptRunId: known(adoptRunId),
        rerunOn: Array.isArray(rerunOn) ? rerunOn.filter((status) => typeof status === "string") : [],
        spec: isAllKnown ? runSpecOf({ ...inputs, runtimeConfigs: undefined } as WorkflowRunInputs) : undefined,
    };
}

function plannedDeployment(deployment: unknown): PlannedStart["deployment"] {
    if (deployment === undefined) return "none";
    if (!isRecord(deployment)) return undefined;
    const kind = (["kubernetesSingleJob", "aciSingleJob"] as const).find((name) => deployment[name] != null);
    if (kind === undefined) return undefined;
    const job = deployment[kind];
    return { kind, clusterId: isRecord(job) ? known(job["clusterId"]) : undefined };
}

function known(value: unknown): string | undefined {
    return typeof value === "string" && !isUnknown(value) ? value : undefined;
}
