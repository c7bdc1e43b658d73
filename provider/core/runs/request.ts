import type { StartWorkflowRunRequest, WorkflowAppDeployment, WorkflowDeployment } from "../../ccm";
import type { WorkflowRunInputs } from "./runInputs";

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

function workflowDeployment({ kubernetesSingleJob, aciSingleJob }: DeploymentInput): WorkflowDeployment {
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

function appDeployment({ kubernetes, aci }: AppDeploymentInput): WorkflowAppDeployment {
    if (kubernetes !== undefined) return { kubernetes: { job_spec: kubernetes.jobSpec } };
    // The API wants both even when there is nothing in them.
    return { aci: { exposed_ports: aci?.exposedPorts ?? [], env_vars: aci?.envVars ?? {} } };
}
