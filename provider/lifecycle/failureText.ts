import type { CcmRun } from "../ccm";
import type { RunScene } from "./context";
import { logTails } from "./logTails";

export interface FailedRun {
    readonly run: CcmRun;
    /** The predicate of a sentence about the run: "FAILED before it was RUNNING". */
    readonly what: string;
    /** What the orchestrator said, cut and cleaned. */
    readonly detail: unknown;
    readonly lastError?: string | undefined;
    readonly stillActive: boolean;
    readonly rerunOn: readonly string[];
}

/**
 * What a person who is woken by a failure needs: what happened, what the service says, what still runs, what to type, and
 * the end of the logs.
 */
export async function failureText(context: RunScene, failed: FailedRun): Promise<string> {
    const { run, what, detail, lastError } = failed;
    const sentences = [
        `run ${run.run_id} ${what}.`,
        ...(typeof detail === "string" ? [`CCM says: ${detail}`] : []),
        ...(lastError === undefined ? [] : [`The last look at it failed: ${lastError}.`]),
        nextStep(context.urn, failed),
    ];
    // A service that could not be looked at just now does not give logs either.
    const logs = lastError === undefined ? await logTails(context, run) : "";
    return sentences.join(" ") + (logs === "" ? "" : `\n${logs}`);
}

function nextStep(urn: string, { run, stillActive, rerunOn }: FailedRun): string {
    if (stillActive) return "It was not stopped. `pulumi up` goes on waiting for it, `pulumi destroy` stops it.";
    const isOver = "Nothing of it runs any more.";
    return rerunOn.includes(run.run_status)
        ? `${isOver} The next \`pulumi up\` starts a new run (rerunOn).`
        : `${isOver} It is not run again by itself (rerunOn); \`pulumi up --replace '${urn}'\` starts a new run.`;
}
