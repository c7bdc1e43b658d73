import { WORKFLOW_RUN_TYPE } from "../../contract/resources";
import { isFinished, isRunStatus, type RunStatus } from "../../contract/runStatus";
import { formatDuration, resourceName } from "../../core";
import { changedInputs, changedNames } from "./changedInputs";
import { textOf } from "./leafChanges";
import { type Names, shortId } from "./names";
import { findingsIn, type MessagesByUrn, type ReviewedMessage } from "./previewMessages";
import type { PreviewDocument, PreviewStep, ResourceState } from "./previewDocument";
import { replacementReasons, updateReasons } from "./changeReasons";
import type { Action, ReviewedChange, Term } from "./reviewedChange";
import { runFacts } from "./runFacts";

/**
 * The changes of runs in a preview. Unchanged runs are omitted.
 *
 * @param nowMs current time, in milliseconds since 1970
 */
export function runChanges(
    { steps }: PreviewDocument,
    messagesOf: MessagesByUrn,
    names: Names,
    nowMs: number,
): ReviewedChange[] {
    return steps
        .filter(({ oldState, newState }) => (newState ?? oldState)?.type === WORKFLOW_RUN_TYPE)
        .flatMap((step) => {
            const messages = messagesOf(step.urn);
            const action = actionOf(step, messages);
            return action === undefined ? [] : [describe(step, action, messages, names, nowMs)];
        });
}

/** Whether a `--refresh` removes the run from the state, with a delete step, because CCM does not know it any more. */
function isGone(messages: readonly ReviewedMessage[]): boolean {
    return messages.some(({ kind }) => kind === "leavesState");
}

function actionOf({ op, oldState, newState }: PreviewStep, messages: readonly ReviewedMessage[]): Action | undefined {
    switch (op) {
        case "create":
            return newState?.inputs["adoptRunId"] === undefined ? "start" : "adopt";
        case "replace":
            return "replace";
        case "delete":
            if (isGone(messages)) return "forget";
            return oldState !== undefined && willStop(oldState) ? "stop" : "leave";
        case "update":
            if (oldState?.outputs?.["__waiting"] === true) return "resume";
            // With `--refresh`, a status that has changed is an update with unchanged inputs. The cleanup after an
            // interrupted update logs a reason.
            if (messages.some(({ kind }) => kind === "reason")) return "update";
            return changedNames(oldState?.inputs ?? {}, newState?.inputs ?? {}).length === 0 ? undefined : "update";
        default:
            return undefined;
    }
}

/** Whether the update stops the run. A missing property had its default when the state was written. */
function willStop({ outputs = {}, retainOnDelete }: ResourceState): boolean {
    return !retainOnDelete && outputs["stopOnDelete"] !== false && !isFinished(statusOf(outputs));
}

function statusOf(outputs: Readonly<Record<string, unknown>> = {}): RunStatus {
    const status = outputs["runStatus"];
    return typeof status === "string" && isRunStatus(status) ? status : "UNKNOWN";
}

function describe(
    step: PreviewStep,
    action: Action,
    messages: readonly ReviewedMessage[],
    names: Names,
    nowMs: number,
): ReviewedChange {
    const { urn, oldState, newState } = step;
    // A replacement may adopt another run.
    const adopts = newState?.inputs["adoptRunId"];
    const adoptsAnother = adopts !== undefined && adopts !== oldState?.inputs["adoptRunId"];
    const state = newState ?? oldState;
    return {
        ...{ urn, kind: "run", name: resourceName(urn), action },
        starts: action === "start" || (action === "replace" && !adoptsAnother),
        stops: action === "stop" || (action === "replace" && oldState !== undefined && willStop(oldState)),
        what: whatHappens(action, oldState, adoptsAnother ? textOf(adopts) : undefined, nowMs),
        terms: termsOf(action, oldState, nowMs),
        why: reasonsOf(step, action, messages),
        findings: findingsIn(messages),
        facts: state === undefined ? [] : runFacts({ ...state, outputs: oldState?.outputs }, names),
        diff: oldState !== undefined && newState !== undefined ? changedInputs(oldState.inputs, newState.inputs) : "",
    };
}

function whatHappens(
    action: Action,
    old: ResourceState | undefined,
    adopts: string | undefined,
    nowMs: number,
): string {
    const begins = adopts === undefined ? "starts a new run" : `adopts run ${shortId(adopts)}`;
    switch (action) {
        case "start":
            return "starts a run";
        case "adopt":
            return begins;
        case "replace":
            if (old === undefined) return begins;
            if (!willStop(old)) return `${begins}; ${leaves(old, nowMs)}`;
            return old.delete
                ? `${begins}, then stops ${oldRun(old, nowMs)}`
                : `stops ${oldRun(old, nowMs)}, then ${begins}`;
        case "stop":
            return old === undefined ? "stops its run" : `stops ${oldRun(old, nowMs)}`;
        case "resume":
            return "continues to wait";
        case "update":
            return "changes settings, not the run";
        case "forget":
            return "is only removed from the state";
        default:
            return old === undefined ? "leaves its run as it is" : leaves(old, nowMs);
    }
}

/** Which of the explanations below the rows `whatHappens` needs. */
function termsOf(action: Action, old: ResourceState | undefined, nowMs: number): Term[] {
    if (old === undefined || !["replace", "stop", "leave"].includes(action)) return [];
    const overlaps = action === "replace" && willStop(old) && old.delete;
    const isRecorded = ageText(old.modified, nowMs) !== undefined;
    return [...(overlaps ? ["overlap" as const] : []), ...(isRecorded ? ["recorded" as const] : [])];
}

function leaves(old: ResourceState, nowMs: number): string {
    return `leaves ${oldRun(old, nowMs)} as it is`;
}

/** The run in state. Its status is the last one recorded: `run 7c1e0f2a… (RUNNING when recorded 2 h ago, ...)`. */
function oldRun(old: ResourceState, nowMs: number): string {
    const { outputs = {}, id, modified } = old;
    const status = statusOf(outputs);
    const recorded = ageText(modified, nowMs);
    const started = isFinished(status) ? undefined : ageText(outputs["createdAt"], nowMs);
    const parts = [
        recorded === undefined ? status : `${status} when recorded ${recorded} ago`,
        ...(started === undefined ? [] : [`created ${started} ago`]),
        ...(willStop(old) ? ["its work is lost"] : []),
    ];
    return `run ${shortId(textOf(outputs["runId"] ?? id))} (${parts.join(", ")})`;
}

function ageText(time: unknown, nowMs: number): string | undefined {
    const ageMs = nowMs - Date.parse(String(time));
    return ageMs >= 0 ? formatDuration(ageMs) : undefined;
}

function reasonsOf(step: PreviewStep, action: Action, messages: readonly ReviewedMessage[]): readonly string[] {
    const given = messages.filter(({ kind }) => kind === "reason");
    if (action === "replace") return replacementReasons(step, given);
    if (given.length > 0) return given.map(({ text }) => text);
    switch (action) {
        case "start":
            return ["new in the program"];
        case "adopt":
            return ["adoptRunId names the run"];
        case "stop":
            return ["not in the program any more"];
        case "leave":
            return [`not in the program any more; ${whyLeft(step.oldState)}`];
        case "forget":
            return ["CCM does not know the run any more"];
        case "resume":
            return ["the last update did not wait to the end"];
        default:
            return updateReasons(step);
    }
}

function whyLeft(state: ResourceState | undefined): string {
    if (state?.retainOnDelete === true) return "retainOnDelete is set";
    return state?.outputs?.["stopOnDelete"] === false ? "stopOnDelete is false" : "the run has ended";
}
