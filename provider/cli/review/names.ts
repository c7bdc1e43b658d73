import { COMPUTE_CLUSTER_TYPE } from "../../contract/resources";
import { isUnknown, resourceName } from "../../core";
import { NOT_KNOWN_YET, textOf } from "./leafChanges";
import type { PreviewDocument, ResourceState } from "./previewDocument";

/** Names for ids, as far as the stack of a preview has them. */
export class Names {
    private readonly clusters = new Map<string, string>();

    constructor({ steps }: PreviewDocument) {
        for (const { oldState, newState } of steps) {
            const { id, type, inputs = {} } = oldState ?? newState ?? {};
            const name = newState?.inputs["name"] ?? inputs["name"];
            if (type === COMPUTE_CLUSTER_TYPE && id !== undefined && typeof name === "string") {
                this.clusters.set(id.toLowerCase(), name);
            }
        }
    }

    /** `scoring (5f0f8c5e…)`, `5f0f8c5e…`, or the resource that the update creates. */
    cluster(id: unknown, state: ResourceState): string {
        if (isUnknown(id)) {
            const urns = Object.values(state.propertyDependencies ?? {}).flatMap((list) => list ?? []);
            const made = urns.find((urn) => urn.includes(`${COMPUTE_CLUSTER_TYPE}::`));
            return made === undefined ? NOT_KNOWN_YET : `${resourceName(made)}, created by this update`;
        }
        const text = textOf(id);
        const name = this.clusters.get(text.toLowerCase());
        return name === undefined ? shortId(text) : `${name} (${shortId(text)})`;
    }

    /** Where a run is deployed. */
    target(state: ResourceState): string {
        const { deployment } = state.inputs;
        if (deployment === undefined) return "as stored with the graph version";
        if (typeof deployment !== "object" || deployment === null) return textOf(deployment);
        type Targets = Record<string, Record<string, unknown> | undefined>;
        const { kubernetesSingleJob, aciSingleJob } = deployment as Targets;
        if (kubernetesSingleJob !== undefined) {
            const { namespace, clusterId } = kubernetesSingleJob;
            return `Kubernetes cluster ${this.cluster(clusterId, state)}, namespace ${textOf(namespace)}`;
        }
        return `ACI cluster ${this.cluster(aciSingleJob?.["clusterId"], state)}`;
    }
}

/** The first eight characters of a UUID, which distinguish it from others of the stack; other texts in full. */
export function shortId(text: string): string {
    return /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(text) ? `${text.slice(0, 8)}…` : text;
}
