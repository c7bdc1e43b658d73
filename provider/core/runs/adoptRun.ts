import { type Run, collect } from "../../ccm";
import { isStoppable } from "../../contract/runStatus";
import type { RunContext } from "../recovery/runContext";
import { isEmpty, isIndistinguishable, matchRun, runSpecOf } from "../recovery/runSpec";
import type { StartRecorder } from "../recovery/startRecorder";
import { messageOf } from "../text";
import { reportThrottling } from "../wait/progress";
import type { StackState } from "../recovery/stackState";
import { adoptionProblem } from "./adoptionProblem";
import { decideIfActive } from "./decideIfActive";
import type { WorkflowRunInputs } from "./runInputs";

const SIBLING_POLL_MS = 500;

/**
 * Adopts the run that `adoptRunId` names. From then on it is treated like one that this resource has started.
 *
 * @throws Error if it is not found, is of another graph, belongs to another resource of this process, or ended in a
 * status in `rerunOn`
 */
export async function adoptNamedRun(
    context: RunContext,
    recorder: StartRecorder,
    inputs: WorkflowRunInputs,
    runId: string,
): Promise<Run> {
    const { report, ownership, urn } = context;
    const which = `run ${runId}, which adoptRunId names,`;
    const observation = await context.statusReader
        .readStatus(runId, reportThrottling(context.report))
        .catch((error: unknown) => {
            throw new Error(`${which} cannot be read: ${messageOf(error)}. Nothing was started.`);
        });
    if (observation === "gone") throw new Error(`${which} is not known to CCM. Nothing was started.`);
    const run = observation;
    const { graphVersion } = inputs;
    const problem = adoptionProblem(run, inputs);
    if (problem !== undefined) throw new Error(`${which} ${problem}. Nothing was started.`);
    if (ownership.otherHolder(urn, run.runId) !== undefined) {
        throw new Error(`${which} is the run of another resource of this stack already. Nothing was started.`);
    }
    await recorder.holds(run, inputs, "adopted");
    const differs =
        run.graphVersion !== undefined && run.graphVersion !== graphVersion
            ? `, of graph version ${run.graphVersion} where graphVersion is ${graphVersion}`
            : "";
    report.info(`adopted run ${run.runId} (${run.status})${differs}`);
    return run;
}

/**
 * Searches for active runs of the same graph, version and cluster, as specified by `ifActive`.
 *
 * @returns the adopted run, or `undefined` if one is to be started
 * @throws Error if there are such runs, and none may be adopted or started
 */
export async function adoptActiveRun(
    context: RunContext,
    recorder: StartRecorder,
    inputs: WorkflowRunInputs,
    state: StackState | undefined,
): Promise<Run | undefined> {
    const { api, clock, journal, report, ownership, urn } = context;
    const spec = runSpecOf(inputs);
    // A listed run may be that of a sibling whose start has no response yet.
    while (ownership.otherPending(urn).some(({ record }) => isIndistinguishable(record.wanted, spec))) {
        report.progress("waiting for another start of the same graph, version and cluster");
        await clock.sleep(SIBLING_POLL_MS);
    }
    const others = (await journal.others()).map(({ record }) => record);
    const runs = await collect(api.listRuns()).catch((error: unknown) => {
        throw new Error(`${messageOf(error)}; ifActive needs the list of active runs. Nothing was started.`);
    });
    const duplicates = runs.filter((run) => {
        const isOthers = others.some((record) =>
            record.stage === "started" ? record.runId === run.runId : matchRun(record.wanted, run) === "match",
        );
        return isStoppable(run.status) && matchRun(spec, run) === "match" && !isOthers;
    });
    // Checked last, because other resources may have claimed their runs meanwhile.
    const free = duplicates.filter(
        ({ runId }) =>
            ownership.otherHolder(urn, runId) === undefined &&
            ownership.inState(urn) !== runId &&
            !(state?.runs ?? []).some(({ id }) => id === runId),
    );
    if (free.some(({ runId }) => runId === "")) {
        throw new Error(
            "CCM's list has an active run of the same graph, version and cluster without an id, so ifActive " +
                "cannot be applied. Nothing was started.",
        );
    }
    const decision = decideIfActive(
        inputs.ifActive ?? "start",
        free.map(({ runId }) => runId),
    );
    if (decision.kind === "refuse") throw new Error(decision.reason);
    const run = free.find(({ runId }) => decision.kind === "adopt" && runId === decision.runId);
    if (run === undefined) return undefined;
    await recorder.holds(run, inputs, "adopted");
    report.info(`adopted run ${run.runId}, which was active already (ifActive)`);
    const untold = (["runtimeConfigs", "triggers"] as const).filter((name) => !isEmpty(inputs[name]));
    if (untold.length > 0) {
        report.warn(
            `run ${run.runId} may have been started with other ${untold.join(" and ")}: CCM does not report ` +
                'them, so the run may differ from the inputs of this resource. Write `ifActive: "start"` to start a ' +
                "separate run.",
        );
    }
    return run;
}
