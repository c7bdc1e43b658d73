import {
    type AnswerProof,
    type Run,
    type StartWorkflowRunRequest,
    whatAnswerProves,
    type WireAppDeployment,
    type WireDeployment,
} from "../../ccm";
import { RUN_STATUS } from "../../contract/runStatus";
import { findLostStart, isNoCcm, NoService } from "../recovery/findLostStart";
import type { RunContext } from "../recovery/runContext";
import { matchRun, runSpecOf } from "../recovery/runSpec";
import type { StackState } from "../recovery/stackState";
import type { StartRecorder } from "../recovery/startRecorder";
import { UnclearStart } from "../recovery/unclearStart";
import { messageOf } from "../text";
import { throttledLine } from "../wait/progress";
import type { WorkflowRunInputs } from "./runInputs";

/**
 * Starts one run. After a lost response, searches for the run before anything is sent again.
 *
 * @param state the stack's state before the start, if known
 * @param lastRetryAt by the clock: when retries end
 * @throws Error that says whether a run may exist anyway
 */
export async function startRun(
    context: RunContext,
    recorder: StartRecorder,
    inputs: WorkflowRunInputs,
    state: StackState | undefined,
    lastRetryAt: number,
): Promise<Run> {
    const { api, clock, report, signal } = context;
    for (;;) {
        await recorder.requested(inputs, Math.max(0, lastRetryAt - clock.now()));
        const doing = "starting the run";
        report.progress(doing);
        let lost: unknown;
        try {
            const run = await api.startRun(startRequest(inputs), {
                lastRetryAt,
                signal,
                onThrottled: throttledLine(report, doing),
            });
            await mustBeNew(context, state, inputs, run);
            await recorder.answered(run, inputs);
            return run;
        } catch (error) {
            if (error instanceof ForeignRun) {
                await recorder.keepOpen();
                throw error;
            }
            lost = error;
        }
        const proof = whatAnswerProves(lost);
        if (proof.kind !== "unclear") {
            await recorder.forget();
            throw new Error(`${messageOf(lost)}. No run was started.`);
        }
        const run = await find(context, recorder, inputs, state, lastRetryAt, lost, proof);
        if (run !== undefined) {
            await recorder.holds(run, inputs, "started");
            report.info(`no response to the start request; CCM's list shows that it started run ${run.runId}`);
            return run;
        }
        if (clock.now() >= lastRetryAt) {
            await recorder.forget();
            throw new Error(`${messageOf(lost)}. CCM's list shows that no run was started.`);
        }
    }
}

/** The response to a start names a run that cannot be the requested one. */
class ForeignRun extends Error {}

/** Rejects a returned run that cannot be this start's: one that another resource owns, or that runs something else. */
async function mustBeNew(
    context: RunContext,
    state: StackState | undefined,
    inputs: WorkflowRunInputs,
    run: Run,
): Promise<void> {
    const { ownership, urn } = context;
    const { runId, graphId } = run;
    const isIt = (id: string) => id.toLowerCase() === runId.toLowerCase();
    const holder =
        ownership.otherHolder(urn, runId) ??
        state?.runs.find(({ id }) => isIt(id))?.urn ??
        (await startedBySuccessor(context, isIt));
    const fail = (what: string): never => {
        throw new ForeignRun(
            `CCM answered the start with run ${runId}, which is ${what}. It is not known whether a new run was ` +
                `started: look at the newest runs of graph ${inputs.graphId} in CCM. The next \`pulumi up\` ` +
                "searches for that run.",
        );
    };
    if (holder !== undefined) fail(`already the run of ${holder}, not of ${urn}`);
    if (ownership.isKnown(runId)) fail("a run that existed before");
    if (graphId !== undefined && graphId.toLowerCase() !== inputs.graphId.toLowerCase()) {
        fail(`a run of graph ${graphId} instead of graph ${inputs.graphId}`);
    }
    if (matchRun(runSpecOf(inputs), run) === "other") fail("a run on another cluster or in another namespace");
    if (RUN_STATUS[run.status].wasStopped) fail(`a run that ${RUN_STATUS[run.status].verb}`);
}

/** The resource that started a run after this process's engine ended: this process's view of the stack is outdated. */
async function startedBySuccessor(context: RunContext, isIt: (id: string) => boolean): Promise<string | undefined> {
    if (await context.isListening()) return undefined;
    return (await context.journal.others()).find(({ record }) => record.stage === "started" && isIt(record.runId))?.urn;
}

async function find(
    context: RunContext,
    recorder: StartRecorder,
    inputs: WorkflowRunInputs,
    state: StackState | undefined,
    until: number,
    lost: unknown,
    proof: AnswerProof,
) {
    const { journal } = context;
    const pending = await recorder.lost();
    try {
        const found = await findLostStart(context, state, pending, until, proof, isNoCcm(lost));
        return found.kind === "found" ? found.run : undefined;
    } catch (error) {
        if (error instanceof NoService) {
            await recorder.forget();
            throw new Error(`${messageOf(lost)}. There is no CCM at that address, so no run was started.`);
        }
        await recorder.keepOpen(error instanceof UnclearStart && error.runIds.length > 1);
        if (error instanceof UnclearStart) throw error;
        const look =
            `look at the runs of graph ${inputs.graphId} version ${inputs.graphVersion} that were created just now (GET ` +
            "/v1/workflow_runs, or the page Workflow Runs of CCM) and stop any that this update started.";
        const next = journal.isPersistent
            ? `The next \`pulumi up\` on this machine searches for it again. Before \`pulumi up\` on another ` +
              `machine, ${look}`
            : `Before the next \`pulumi up\`, ${look}`;
        throw new Error(
            `${messageOf(lost)}. A run may have been started anyway, and it could not be searched for: ` +
                `${messageOf(error)}. ${next}`,
        );
    }
}

type DeploymentInput = NonNullable<WorkflowRunInputs["deployment"]>;
type AppDeploymentInput = NonNullable<WorkflowRunInputs["runtimeConfigs"]>[string]["deployment"];

/**
 * The body of the start request: inputs under CCM's names, otherwise unchanged. Free-form parts (the content of
 * `jobSpec`, names in `envVars`, keys of `runtimeConfigs`) are sent as they are.
 */
export function startRequest(inputs: WorkflowRunInputs): StartWorkflowRunRequest {
    const { graphId, graphVersion, deployment, runtimeConfigs } = inputs;
    const configs = Object.entries(runtimeConfigs ?? {});
    return {
        graph_id: graphId,
        graph_version: graphVersion,
        ...(deployment && { deployment: workflowDeployment(deployment) }),
        ...(configs.length > 0 && {
            runtime_configs: Object.fromEntries(
                configs.map(([id, config]) => [id, { deployment: appDeployment(config.deployment) }]),
            ),
        }),
    };
}

function workflowDeployment({ kubernetesSingleJob, aciSingleJob }: DeploymentInput): WireDeployment {
    if (kubernetesSingleJob !== undefined) {
        const { namespace, clusterId } = kubernetesSingleJob;
        return { kubernetes_single_job: { namespace, cluster_id: clusterId } };
    }
    const { clusterId = "", deploymentLocation } = aciSingleJob ?? {};
    return {
        aci_single_job: {
            cluster_id: clusterId,
            ...(deploymentLocation === undefined ? {} : { deployment_location: deploymentLocation }),
        },
    };
}

function appDeployment({ kubernetes, aci }: AppDeploymentInput): WireAppDeployment {
    if (kubernetes !== undefined) return { kubernetes: { job_spec: kubernetes.jobSpec } };
    // The API requires both, even if empty.
    return { aci: { exposed_ports: aci?.exposedPorts ?? [], env_vars: aci?.envVars ?? {} } };
}
