import { messageOf } from "../text";
import { stopRun } from "../wait/stopRun";
import type { Assignment } from "./assignRuns";
import { begunAt, type OpenStart } from "./openStarts";
import type { RunContext } from "./runContext";
import { startedRecord } from "./startRecorder";

/** The result of the search for an open start's run: no run, a run, or an unclear case that the user must decide. */
export interface StartOutcome {
    readonly runId?: string;
    readonly unclear?: Extract<Assignment, { kind: "unclear" }>;
}

export function outcomeOf(start: OpenStart, assignments: ReadonlyMap<string, Assignment>): StartOutcome {
    if (start.record?.stage === "started") return { runId: start.record.runId };
    const assignment = assignments.get(start.key);
    if (assignment?.kind === "run") return { runId: assignment.run.runId };
    if (assignment?.kind === "unclear") return { unclear: assignment };
    const isReadable = start.wasNeverSent || assignment !== undefined;
    return isReadable
        ? {}
        : { unclear: { kind: "unclear", runs: [], reason: "the inputs of that start cannot be read" } };
}

export function cannotBeLookedFor(start: OpenStart, error: unknown): Error {
    return new Error(
        `the run that an update may have started before it was interrupted at ${begunAt(start)} cannot be searched for: ` +
            `${messageOf(error)}. Nothing more was started; \`pulumi up\` tries again.`,
    );
}

export function describeOrphan(run: string, start: OpenStart): string {
    return `run ${run}, left by an update that was interrupted at ${begunAt(start)}`;
}

/** Stops an orphaned run of an interrupted update. */
export async function stopOrphan(
    context: RunContext,
    { record }: OpenStart,
    runId: string,
    which: string,
    limitMs: number,
): Promise<void> {
    // If this is interrupted, the run that is being stopped must not be adopted.
    if (record !== undefined) await context.journal.write(startedRecord(record, runId, { unwanted: true }));
    if ((await stopRun(context, runId, "UNKNOWN", "left by an interrupted update", limitMs)) === "OVER")
        context.report.info(`stopped ${which}`);
    else
        context.report.warn(
            `${which}, is not known to CCM. If the account or the endpoint was changed since then, it may still ` +
                "be active in the former one: stop it there",
        );
}
