import { isDeepStrictEqual } from "node:util";
import { DIFF_REASONS } from "../../contract/reviewedTexts";
import { type FinishedStatus, isFinished, RUN_STATUS } from "../../contract/runStatus";
import { canonicalInput, isEmpty, RUN_DEFINING_INPUTS } from "../recovery/runSpec";
import { firstOf, formatDuration } from "../text";
import type { Properties } from "../validation";
import { formatPath, isRecord, isUnknown, type Path } from "../values";
import { readState } from "./runState";

export type DiffDecision =
    | { readonly kind: "replace"; readonly properties: readonly string[]; readonly reason: string }
    | { readonly kind: "resume"; readonly reason: string }
    /** Whether anything is to be recorded is left to the engine, which then honours `ignoreChanges` and its peers. */
    | { readonly kind: "settingsOnly"; readonly reason: string };

/** More changed places than this are counted, not named. */
const MAX_NAMED = 3;

/**
 * What the next `up` does with a run: replace it, go on waiting for it, or leave it alone.
 *
 * @param runId the run's id, for the reason
 * @param olds the outputs in state
 * @param news the inputs, checked
 * @param hasOrphan whether the journal knows of another start of this resource, which no state holds
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
        const places = changed.flatMap((name) =>
            changedPlaces([name], canonicalInput(name, olds[name]), canonicalInput(name, news[name])),
        );
        return {
            kind: "replace",
            properties: changed,
            reason: `${DIFF_REASONS.newRun}: ${firstOf(places, MAX_NAMED)}`,
        };
    }
    const adopts = news["adoptRunId"];
    if (typeof adopts === "string" && adopts.toLowerCase() !== runId.toLowerCase()) {
        const which = isUnknown(adopts) ? "adoptRunId is not known yet" : `run ${adopts} (adoptRunId)`;
        return { kind: "replace", properties: ["adoptRunId"], reason: `${DIFF_REASONS.otherRun}: ${which}` };
    }
    const state = readState(olds);
    const rerunOn = Array.isArray(news["rerunOn"]) ? (news["rerunOn"] as FinishedStatus[]) : [];
    if (isFinished(state.runStatus) && rerunOn.includes(state.runStatus)) {
        return {
            kind: "replace",
            properties: ["runStatus"],
            reason: `${DIFF_REASONS.rerun}: the last run ${runId} ${RUN_STATUS[state.runStatus].verb}${seenAgo(state.__endSeenAt, now)} (rerunOn)`,
        };
    }
    if (state.__waiting) {
        const reason = isFinished(state.runStatus)
            ? `${DIFF_REASONS.reportAgain} how run ${runId} ended: ${state.runStatus}`
            : `${DIFF_REASONS.waitAgain} for run ${runId}, last seen ${state.runStatus}`;
        return { kind: "resume", reason };
    }
    if (hasOrphan) {
        const reason = `${DIFF_REASONS.cleanUp} after an update that was interrupted while it replaced run ${runId}, which stays`;
        return { kind: "resume", reason };
    }
    return { kind: "settingsOnly", reason: "the same run" };
}

function seenAgo(finishedObservedAt: string | undefined, now: number | undefined): string {
    if (finishedObservedAt === undefined || now === undefined) return "";
    const ms = now - Date.parse(finishedObservedAt);
    return ms >= 0 ? `, seen ${formatDuration(ms)} ago` : "";
}

function startsAnotherRun(name: string, old: unknown, now: unknown): boolean {
    // The first trigger and the last one only say from when on, or until when, triggers count.
    if (name === "triggers" && (isEmpty(old) || isEmpty(now))) return false;
    return !isDeepStrictEqual(canonicalInput(name, old), canonicalInput(name, now));
}

/** The deepest places in which two values differ, each as `path changed`. Values are not named: they may be secret. */
function changedPlaces(path: Path, old: unknown, now: unknown): string[] {
    if (isUnknown(now)) return [`${formatPath(path)} is not known yet`];
    if (isRecord(old) && isRecord(now)) {
        const names = [...new Set([...Object.keys(old), ...Object.keys(now)])];
        return names
            .filter((name) => !isDeepStrictEqual(old[name], now[name]))
            .flatMap((name) => changedPlaces([...path, name], old[name], now[name]));
    }
    const what = old === undefined ? "added" : now === undefined ? "removed" : "changed";
    return [`${formatPath(path)} ${what}`];
}
