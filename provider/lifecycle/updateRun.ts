import { parseInputs, type Properties } from "./check";
import type { Context } from "./context";
import { RunFailure } from "./failure";
import { observeRun } from "./observe";
import { settle } from "./settle";
import { isFinishedState, readState, runOutputsOf } from "./state";

/**
 * Goes on with a wait that was cut short, by the new inputs; else only records them. Never starts or stops anything.
 *
 * @throws RunFailure when the run is still not where it should be
 */
export async function updateRun(
    context: Context,
    runId: string,
    olds: Properties,
    news: Properties,
): Promise<Properties> {
    const startedAt = context.clock.now();
    const inputs = parseInputs(news);
    const state = readState(olds);
    const previous = runOutputsOf(olds);
    const { __waiting, ...recorded } = previous;
    if (!state.__waiting || inputs.waitFor === "NONE") return { ...news, ...recorded };

    context.report.progress(`looking again at run ${runId}`);
    const waiting = { ...news, ...previous };
    const fail = (what: string) => {
        throw new RunFailure(runId, `run ${runId} ${what}`, waiting);
    };
    const observation = await observeRun(context.api, runId).catch((error: unknown) =>
        fail(
            `cannot be looked at: ${error instanceof Error ? error.message : String(error)}. \`pulumi up\` tries again.`,
        ),
    );
    if (observation.kind === "found") return settle(context, news, inputs, observation.status, startedAt, recorded);
    if (isFinishedState(state)) {
        return fail(
            `was ${state.runStatus} when it was last seen, and CCM has dropped its record. \`pulumi up --replace '${String(news["__urn"])}'\` starts a new run.`,
        );
    }
    return fail(
        `, last seen ${state.runStatus}, is not known to CCM any more. \`pulumi refresh\` takes it out of the state, and the next \`pulumi up\` starts a new run.`,
    );
}
