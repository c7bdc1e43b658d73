import { isFinished } from "../../contract/runStatus";
import { cleanUpOrphans } from "../recovery/cleanUpOrphans";
import type { RunContext } from "../recovery/runContext";
import { durationMs, messageOf } from "../text";
import type { Properties } from "../validation";
import { GONE_LIMIT_MS } from "../wait/decideWait";
import { reportThrottling } from "../wait/progress";
import { RunFailure, awaitAndCollectOutputs } from "./awaitAndCollectOutputs";
import { parseInputs } from "./runInputs";
import { readState, runOutputsOf } from "./runState";

/**
 * Continues an interrupted wait with the new inputs; otherwise only records them. Starts nothing, and stops only
 * orphaned runs of an interrupted replacement.
 *
 * @throws RunFailure if the run still has not reached the requested status
 */
export async function updateRun(
    context: RunContext,
    runId: string,
    olds: Properties,
    news: Properties,
): Promise<Properties> {
    const startedAt = context.clock.now();
    const inputs = parseInputs(news);
    const state = readState(olds);
    await cleanUpOrphans(context, runId, state.__start, durationMs(inputs.timeouts.stop));
    const { __waiting, ...recorded } = runOutputsOf(olds);
    if (!state.__waiting || inputs.waitFor === "NONE") return { ...news, ...recorded };

    // A final status never changes, whether or not the service still has the run's record.
    if (isFinished(state.runStatus))
        return awaitAndCollectOutputs(context, news, inputs, { runId, status: state.runStatus }, startedAt, recorded);

    const { start, finish } = inputs.timeouts;
    const deadline = startedAt + durationMs(inputs.waitFor === "SUCCEEDED" ? finish : start);
    context.report.progress(`checking run ${runId} again`);
    const fail = (what: string): never => {
        throw new RunFailure(runId, `run ${runId} ${what}`, { ...news, ...recorded, __waiting });
    };
    const observation = await context.statusReader
        .readStatus(runId, { deadline, ...reportThrottling(context.report, "reading the status of the run again") })
        .catch((error: unknown) => fail(`cannot be read: ${messageOf(error)}. \`pulumi up\` tries again.`));
    if (observation !== "gone") return awaitAndCollectOutputs(context, news, inputs, observation, startedAt, recorded);
    // A refresh allows for the lag of CCM's lists before it treats a run as gone.
    const ageMs = context.clock.wallTime() - Date.parse(String(recorded.createdAt));
    const when =
        Math.abs(ageMs) < GONE_LIMIT_MS ? "Run `pulumi up` again in a minute; if the run is still unknown then, " : "";
    return fail(
        `was last seen ${state.runStatus} and is not known to CCM any more. ${when}\`pulumi refresh\` removes ` +
            "it from the state, and the next `pulumi up` starts a new run.",
    );
}
