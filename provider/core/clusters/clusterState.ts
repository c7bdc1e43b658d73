import type { ComputeCluster } from "../../ccm";
import { clusterFacts } from "./clusterFacts";
import type { Properties } from "../properties";

/** Inputs that stand beside the facts in state. Those with credentials do not. */
const KEPT_INPUTS = ["adoptClusterId", "__provider", "__urn"] as const;

/** The resource's outputs. */
export function clusterOutputs(inputs: Properties, cluster: ComputeCluster): Properties {
    const kept = KEPT_INPUTS.filter((name) => inputs[name] !== undefined).map((name) => [name, inputs[name]]);
    return { ...(Object.fromEntries(kept) as Properties), ...clusterFacts(cluster) };
}
