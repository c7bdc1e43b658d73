import type { CcmRun } from "../../ccm";
import type { RunScene } from "../context";
import { logTails } from "./logTails";

export interface FailedRun {
    readonly run: CcmRun;
    /** The predicate of a sentence about the run: "FAILED before it was RUNNING". */
    readonly what: string;
    /** What the orchestrator said, cut and cleaned. */
    readonly detail: unknown;
    readonly lastError?: string | undefined;
    /** What still runs, and what to type. */
    readonly next: string;
}

/**
 * What a person who is woken by a failure needs: what happened, what the service says, what still runs, what to type, and
 * the end of the logs.
 */
export async function failureText(context: RunScene, failed: FailedRun, withLogs = true): Promise<string> {
    const { run, what, detail, lastError, next } = failed;
    const sentences = [
        `run ${run.run_id} ${what}.`,
        ...(typeof detail === "string" ? [`CCM says: ${detail}`] : []),
        ...(lastError === undefined ? [] : [`The last look at it failed: ${lastError}.`]),
        next,
    ];
    // A service that could not be looked at just now does not give logs either.
    const logs = withLogs && lastError === undefined ? await logTails(context, run) : "";
    return sentences.join(" ") + (logs === "" ? "" : `\n${logs}`);
}

/** The begin of what comes next, for a run that is over. */
export const OVER = "Nothing of it runs any more.";
