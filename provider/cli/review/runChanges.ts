import { naturalOrder } from "../../ccm";
import { WORKFLOW_RUN_TYPE } from "../../contract/resources";
import { isFinished, isRunStatus, type RunStatus } from "../../contract/runStatus";
import { resourceName } from "../../core";
import { changedInputs, textOf } from "./changedInputs";
import { readMessage, type ReviewedMessage } from "./previewMessages";
import type { PreviewDocument, PreviewStep, ResourceState } from "./previewDocument";

/** What an update does with a run, in Pulumi's terms where there are any; the most important for a reviewer first. */
export const ACTIONS = ["stop", "replace", "start", "adopt", "leave", "resume", "settings"] as const;
export type Action = (typeof ACTIONS)[number];

export interface RunChange {
    readonly name: string;
    readonly urn: string;
    readonly action: Action;
    /** Whether a new run starts. */
    readonly starts: boolean;
    /** The run that is stopped, or left as it is. */
    readonly oldRun: { readonly runId: string; readonly status: RunStatus } | undefined;
    /** Whether that run is active and will be stopped. */
    readonly stops: boolean;
    readonly graph: string;
    readonly version: string;
    readonly target: string;
    readonly reasons: readonly string[];
    readonly findings: readonly { readonly severity: string; readonly message: string }[];
    /** The inputs that change, as a unified diff; empty if none does. */
    readonly diff: string;
}

/** The changes of runs in a preview, sorted by `ACTIONS` and by name. Unchanged runs are omitted. */
export function runChanges({ steps, diagnostics }: PreviewDocument): RunChange[] {
    return steps
        .filter(({ oldState, newState }) => (newState ?? oldState)?.type === WORKFLOW_RUN_TYPE)
        .flatMap((step) => {
            const said = diagnostics.filter(({ urn }) => urn === step.urn).map(readMessage);
            const action = actionOf(step, said);
            if (action === undefined) return [];
            return [describe(step, action, said)];
        })
        .sort((a, b) => ACTIONS.indexOf(a.action) - ACTIONS.indexOf(b.action) || naturalOrder(a.name, b.name));
}

/** Whether a `--refresh` removes the run from the state, with a delete step, because CCM does not know it any more. */
function isGone(said: readonly ReviewedMessage[]): boolean {
    return said.some(({ kind }) => kind === "leavesState");
}

function actionOf({ op, oldState, newState }: PreviewStep, said: readonly ReviewedMessage[]): Action | undefined {
    switch (op) {
        case "create":
            return newState?.inputs["adoptRunId"] === undefined ? "start" : "adopt";
        case "replace":
            return "replace";
        case "delete":
            if (isGone(said)) return "leave";
            return oldState !== undefined && willStop(oldState) ? "stop" : "leave";
        case "update":
            if (oldState?.outputs["__waiting"] === true) return "resume";
            // With `--refresh`, a status that has changed is an update with unchanged inputs. The cleanup after an
            // interrupted update logs a reason.
            if (said.some(({ kind }) => kind === "reason")) return "settings";
            return changedInputs(oldState?.inputs ?? {}, newState?.inputs ?? {}) === "" ? undefined : "settings";
        default:
            return undefined;
    }
}

/** Whether the update stops the run. A missing property had its default when the state was written. */
function willStop({ outputs, retainOnDelete }: ResourceState): boolean {
    return !retainOnDelete && outputs["stopOnDelete"] !== false && !isFinished(statusOf(outputs));
}

function statusOf(outputs: ResourceState["outputs"]): RunStatus {
    const status = outputs["runStatus"];
    return typeof status === "string" && isRunStatus(status) ? status : "UNKNOWN";
}

function describe(step: PreviewStep, action: Action, said: readonly ReviewedMessage[]): RunChange {
    const { oldState, newState } = step;
    const inputs = (newState ?? oldState)?.inputs ?? {};
    // A replacement may adopt another run.
    const { adoptRunId } = newState?.inputs ?? {};
    const adopts = adoptRunId !== undefined && adoptRunId !== oldState?.inputs["adoptRunId"];
    const isGoingAway = action === "replace" || action === "stop" || action === "leave";
    const oldRun =
        oldState !== undefined && isGoingAway
            ? { runId: textOf(oldState.outputs["runId"] ?? oldState.id), status: statusOf(oldState.outputs) }
            : undefined;
    return {
        name: resourceName(step.urn),
        urn: step.urn,
        action,
        starts: action === "start" || (action === "replace" && !adopts),
        oldRun,
        stops: action === "stop" || (action === "replace" && oldState !== undefined && willStop(oldState)),
        graph: textOf(inputs["graphId"]),
        version: textOf(inputs["graphVersion"]),
        target: targetOf(inputs["deployment"]),
        reasons: reasonsOf(step, action, said),
        findings: said
            .filter(({ kind, severity }) => kind !== "reason" && severity !== "debug")
            .map(({ severity, text }) => ({ severity, message: text })),
        diff: oldState !== undefined && newState !== undefined ? changedInputs(oldState.inputs, newState.inputs) : "",
    };
}

function reasonsOf({ oldState }: PreviewStep, action: Action, said: readonly ReviewedMessage[]): readonly string[] {
    const given = said.filter(({ kind }) => kind === "reason").map(({ text }) => text);
    if (given.length > 0) return given;
    switch (action) {
        case "start":
            return ["new in the program"];
        case "adopt":
            return ["adoptRunId names a run to take over"];
        case "replace":
            return ["replaced as asked (--replace or taint)"];
        case "stop":
            return ["not in the program any more"];
        case "leave":
            if (isGone(said)) return ["CCM does not know it any more; it only leaves the state"];
            return [`not in the program any more; ${whyLeft(oldState)}`];
        case "resume":
            return ["its wait was cut short"];
        case "settings":
            return ["only settings change; the run is not touched"];
    }
}

function whyLeft(state: ResourceState | undefined): string {
    if (state?.retainOnDelete === true) return "retainOnDelete";
    return state?.outputs["stopOnDelete"] === false ? "stopOnDelete: false" : "it is over already";
}

function targetOf(deployment: unknown): string {
    if (deployment === undefined) return "as stored with the graph version";
    if (typeof deployment !== "object" || deployment === null) return textOf(deployment);
    const { kubernetesSingleJob, aciSingleJob } = deployment as Record<string, Record<string, unknown> | undefined>;
    if (kubernetesSingleJob !== undefined) {
        const { namespace, clusterId } = kubernetesSingleJob;
        return `Kubernetes cluster ${textOf(clusterId)}, namespace ${textOf(namespace)}`;
    }
    return `ACI cluster ${textOf(aciSingleJob?.["clusterId"])}`;
}

/** Describes what happens to the run. */
export function actionText(change: RunChange): string {
    switch (change.action) {
        case "start":
            return "starts";
        case "adopt":
            return "takes over a run that is there";
        case "replace":
            return `${change.starts ? "starts a new run" : "takes over another run"}; ${oldRunText(change)}`;
        case "stop":
        case "leave":
            return oldRunText(change) ?? change.action;
        case "resume":
            return "goes on waiting";
        case "settings":
            return "changes settings, not the run";
    }
}

/** Describes what happens to the previous run. */
function oldRunText({ oldRun, stops }: RunChange): string | undefined {
    if (oldRun === undefined) return undefined;
    const { runId, status } = oldRun;
    return stops ? `stops run ${runId} (${status})` : `leaves run ${runId} as it is (${status})`;
}
