import { type ClusterFacts, isNotFound } from "../../ccm";
import { MESSAGE_CODES, withCode } from "../../contract/messageCodes";
import { messageOf } from "../text";
import type { Properties } from "../validation";
import { mapTexts } from "../values";
import type { ClusterContext } from "./clusterOwnership";
import { differingFacts } from "./diffCluster";

/** Reads the current state of a cluster in CCM, as outputs. */
export async function readCluster(
    context: ClusterContext,
    clusterId: string,
    outputs: Properties,
): Promise<Properties | "gone"> {
    try {
        const cluster = await context.api.cluster(clusterId);
        const changed = differingFacts(outputs, cluster);
        context.report.progress(changed.length === 0 ? "unchanged" : `changed in CCM: ${changed.join(", ")}`);
        return clusterOutputs(context, outputs, cluster);
    } catch (error) {
        if (isNotFound(error)) {
            const text = `cluster ${clusterId} is not known to CCM any more, so it is removed from the state`;
            context.report.warn(withCode(text, MESSAGE_CODES.leavesState));
            return "gone";
        }
        throw new Error(`cluster ${clusterId} cannot be read: ${messageOf(error)}`);
    }
}

/** Inputs that state stores next to the facts. Inputs with credentials are not stored. */
const KEPT_INPUTS = ["adoptClusterId", "__provider", "__urn"] as const;

/** The resource's outputs. */
export function clusterOutputs({ shown }: ClusterContext, inputs: Properties, cluster: ClusterFacts): Properties {
    const kept = KEPT_INPUTS.filter((name) => inputs[name] !== undefined).map((name) => [name, inputs[name]]);
    return { ...(Object.fromEntries(kept) as Properties), ...(mapTexts(cluster, shown) as ClusterFacts) };
}
