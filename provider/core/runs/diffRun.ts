import { MESSAGE_CODES, type MessageCode } from "../../contract/messageCodes";
import { type FinishedStatus, hasFailed, isFinished, isRunStatus, RUN_STATUS } from "../../contract/runStatus";
import { shownLine } from "../../contract/shownText";
import { MAX_FEW_WORDS, neededPart } from "../orchestrator/orchestratorDetail";
import { changedInputs, startsAnotherRun } from "../recovery/inputDifferences";
import { RUN_DEFINING_INPUTS } from "../recovery/runSpec";
import { firstOf, formatDuration } from "../text";
import type { Properties } from "../validation";
import { isUnknown } from "../values";
import { readState } from "./runState";

export type DiffDecision =
    | {
          readonly kind: "replace";
          readonly properties: readonly string[];
          readonly reason: string;
          readonly code: MessageCode;
      }
    | { readonly kind: "resume"; readonly reason: string; readonly code: MessageCode }
    /** The engine decides whether to record anything, and so honours `ignoreChanges` and similar options. */
    | { readonly kind: "settingsOnly"; readonly reason: string };

/** More changed paths than this are counted, not named. */
const MAX_NAMED = 3;

/**
 * Decides what the next `up` does with a run: replace it, continue to wait for it, or leave it unchanged.
 *
 * @param runId the run's id, for the reason
 * @param olds the outputs in state
 * @param news the validated inputs
 * @param hasOrphan whether the journal has another start of this resource that is in no state
 * @param now wall-clock time, in milliseconds since 1970
 */
export function diffWorkflowRun(
    runId: string,
    olds: Properties,
    news: Properties,
    hasOrphan = false,
    now?: number,
): DiffDecision {
    const changed = RUN_DEFINING_INPUTS.filter((name) => startsAnotherRun(name, olds[name], news[name]));
    if (changed.length > 0) {
        const places = changedInputs(olds, news);
        return {
            kind: "replace",
            properties: changed,
            reason: `new run: ${firstOf(places, MAX_NAMED)}`,
            code: MESSAGE_CODES.newRun,
        };
    }
    const adopts = news["adoptRunId"];
    if (typeof adopts === "string" && adopts.toLowerCase() !== runId.toLowerCase()) {
        const which = isUnknown(adopts) ? "adoptRunId is not known yet" : `run ${adopts} (adoptRunId)`;
        const reason = `takes over another run: ${which}`;
        return { kind: "replace", properties: ["adoptRunId"], reason, code: MESSAGE_CODES.otherRun };
    }
    const state = readState(olds);
    const rerunOn = Array.isArray(news["rerunOn"]) ? (news["rerunOn"] as FinishedStatus[]) : [];
    if (isFinished(state.runStatus) && rerunOn.includes(state.runStatus)) {
        return {
            kind: "replace",
            properties: ["runStatus"],
            reason: `new run: the previous run ${runId} ${RUN_STATUS[state.runStatus].verb}${seenAgo(state.__endSeenAt, now)} (rerunOn)`,
            code: MESSAGE_CODES.rerun,
        };
    }
    if (state.__waiting) {
        if (isFinished(state.runStatus)) {
            const reason = `reports again how run ${runId} ended: ${state.runStatus}`;
            return { kind: "resume", reason, code: MESSAGE_CODES.reportAgain };
        }
        const reason = `continues to wait for run ${runId}, last seen ${state.runStatus}`;
        return { kind: "resume", reason, code: MESSAGE_CODES.waitAgain };
    }
    if (hasOrphan) {
        const reason =
            `cleans up after an update that was interrupted while it replaced run ${runId}; ` + "that run is kept";
        return { kind: "resume", reason, code: MESSAGE_CODES.cleanUp };
    }
    return { kind: "settingsOnly", reason: "the same run" };
}

/** Why the run in a state failed, according to the orchestrator, as the end of a sentence; empty if not known. */
export function whyFailed({ statusDetail, runStatus }: Properties): string {
    const status = String(runStatus);
    if (typeof statusDetail !== "string" || !isRunStatus(status) || !hasFailed(status)) return "";
    return `: ${shownLine(neededPart(statusDetail), MAX_FEW_WORDS)}`;
}

function seenAgo(finishedObservedAt: string | undefined, now: number | undefined): string {
    if (finishedObservedAt === undefined || now === undefined) return "";
    const ms = now - Date.parse(finishedObservedAt);
    return ms >= 0 ? `, seen ${formatDuration(ms)} ago` : "";
}
