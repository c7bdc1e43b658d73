import {
    type Run,
    mayHaveActed,
    type StartWorkflowRunRequest,
    type WireAppDeployment,
    type WireDeployment,
} from "../../ccm";
import { findLostStart, isNoCcm, isUnanswered, NoService, UnclearStart } from "../recovery/findLostStart";
import type { RunContext } from "../recovery/runContext";
import type { StartRecorder } from "../recovery/startRecorder";
import { messageOf } from "../text";
import { throttledLine } from "../wait/progress";
import type { WorkflowRunInputs } from "./runInputs";

/**
 * Starts one run. Whenever the answer is lost, the service is asked what came of it before anything is sent again.
 *
 * @param lastRetryAt by the clock: from when on nothing is sent again
 * @throws Error that says whether a run may be there all the same
 */
export async function startRun(
    context: RunContext,
    recorder: StartRecorder,
    inputs: WorkflowRunInputs,
    lastRetryAt: number,
): Promise<Run> {
    const { api, clock, report, signal } = context;
    for (;;) {
        await recorder.requested(inputs);
        const doing = "starting the run";
        report.progress(doing);
        let lost: unknown;
        try {
            const run = await api.startRun(startRequest(inputs), {
                lastRetryAt,
                signal,
                onThrottled: throttledLine(report, doing),
            });
            await recorder.holds(run.runId, inputs, "started");
            return run;
        } catch (error) {
            lost = error;
        }
        if (!mayHaveActed(lost)) {
            await recorder.forget();
            throw new Error(`${messageOf(lost)}. No run was started.`);
        }
        const run = await find(context, recorder, inputs, lost);
        if (run !== undefined) {
            await recorder.holds(run.runId, inputs, "started");
            report.info(`the answer to the start was lost; CCM's list shows what it led to: run ${run.runId}`);
            return run;
        }
        if (clock.now() >= lastRetryAt) {
            await recorder.forget();
            throw new Error(`${messageOf(lost)}. CCM's list shows that no run was started.`);
        }
    }
}

async function find(context: RunContext, recorder: StartRecorder, inputs: WorkflowRunInputs, lost: unknown) {
    const { clock, journal } = context;
    const lostAt = clock.now();
    const pending = recorder.lost();
    try {
        const answer = {
            quietMs: () => clock.now() - lostAt,
            unanswered: isUnanswered(lost),
            html: isNoCcm(lost),
        };
        const found = await findLostStart(context, pending, answer);
        return found.kind === "found" ? found.run : undefined;
    } catch (error) {
        if (error instanceof NoService) {
            await recorder.forget();
            throw new Error(`${messageOf(lost)}. There is no CCM at that address, so no run was started.`);
        }
        await recorder.keepOpen();
        if (error instanceof UnclearStart) throw error;
        const next = journal.isPersistent
            ? "The next `pulumi up` looks for it again."
            : `Before the next \`pulumi up\`, look at the runs of graph ${inputs.graphId} version ${inputs.graphVersion} that were ` +
              "created just now (GET /v1/workflow_runs, or the page Workflow Runs of CCM) and stop the one that should not be there.";
        throw new Error(
            `${messageOf(lost)}. A run may have been started all the same, and it could not be looked for: ` +
                `${messageOf(error)}. ${next}`,
        );
    }
}

type DeploymentInput = NonNullable<WorkflowRunInputs["deployment"]>;
type AppDeploymentInput = NonNullable<WorkflowRunInputs["runtimeConfigs"]>[string]["deployment"];

/**
 * The body that starts the run: CCM's names for ours, and nothing else changed. What a person may name freely (the
 * content of `jobSpec`, names in `envVars`, keys of `runtimeConfigs`) goes through as it is.
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
    // The API wants both even when there is nothing in them.
    return { aci: { exposed_ports: aci?.exposedPorts ?? [], env_vars: aci?.envVars ?? {} } };
}
