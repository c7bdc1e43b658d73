import type { ComputeClusterRequest } from "../../ccm";
import { formatProblem } from "../validation";
import type { ComputeClusterInputs } from "./clusterInputs";
import { kubeconfigProblems, readKubeconfig } from "./kubeconfig";

/**
 * What CCM is sent of a cluster's inputs.
 *
 * @throws Error for a kubeconfig that CCM cannot use, which was not known yet when `check` looked
 */
export function clusterRequest({ name, description, kubernetes, aci }: ComputeClusterInputs): ComputeClusterRequest {
    if (kubernetes !== undefined) {
        const reading = readKubeconfig(kubernetes.kubeconfig, kubernetes.context);
        if ("problems" in reading) throw new Error(kubeconfigProblems(reading).map(formatProblem).join("; "));
        return { name, description, kubernetes: { kubeconfig: reading.kubeconfig } };
    }
    if (aci === undefined) throw new Error("one of kubernetes and aci is required");
    const { appId, tenant, password } = aci.servicePrincipal;
    return {
        name,
        description,
        aci: {
            subscription: aci.subscription,
            resource_group: aci.resourceGroup,
            ...(aci.deploymentLocation !== undefined && { deployment_location: aci.deploymentLocation }),
            secrets: { service_principal: { app_id: appId, tenant, password } },
        },
    };
}
