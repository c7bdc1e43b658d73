import { checkProperties, parseProperties, type CheckResult, type Properties } from "../properties";
import { isRecord } from "../records";
import { isUnknown } from "../unknowns";
import { computeClusterInputs, type ComputeClusterInputs } from "./clusterInputs";
import { kubeconfigProblems, readKubeconfig } from "./kubeconfig";

/**
 * Validates the inputs of a compute cluster, fills in defaults, and puts a kubeconfig into its shortest form, so that one
 * that is only written differently is no change. Values that are not known yet pass at any path. No network.
 */
export function checkComputeCluster(news: Properties): CheckResult {
    const { inputs, problems } = checkProperties(computeClusterInputs, news, (given) => ({
        description: "",
        ...given,
    }));
    const { kubernetes } = inputs;
    if (problems.length > 0 || !isRecord(kubernetes) || Object.values(kubernetes).some(isUnknown)) {
        return { inputs, problems };
    }
    const reading = readKubeconfig(kubernetes["kubeconfig"], kubernetes["context"] as string | undefined);
    if ("problems" in reading) return { inputs, problems: kubeconfigProblems(reading) };
    return { inputs: { ...inputs, kubernetes: { kubeconfig: reading.kubeconfig } }, problems };
}

/** @throws Error that lists what is wrong, without quoting it */
export function parseClusterInputs(properties: Properties): ComputeClusterInputs {
    return parseProperties(computeClusterInputs, properties);
}
