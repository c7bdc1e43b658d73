import {
    CcmStatusError,
    type ClusterFacts,
    collect,
    type ComputeClusterRequest,
    isNotFound,
    whatAnswerProves,
} from "../../ccm";
import { messageOf } from "../text";
import type { Properties } from "../validation";
import { pollInterval } from "../wait/pollInterval";
import { clusterRequest, parseClusterInputs } from "./clusterInputs";
import type { ClusterContext } from "./clusterOwnership";
import { differingFacts, wantedFacts } from "./diffCluster";
import { clusterOutputs } from "./readCluster";

export interface CreatedCluster {
    readonly clusterId: string;
    readonly outputs: Properties;
}

/** How long CCM's list is searched for a cluster whose creation got no response, in milliseconds. */
const LOST_LIMIT_MS = 30_000;

/**
 * Registers a cluster in CCM, or adopts a registered one (`adoptClusterId`) and updates it as declared.
 *
 * Names are unique in an account, so a lost response does no harm: the cluster is found by its name.
 *
 * @throws Error that says whether a cluster exists
 */
export async function createCluster(context: ClusterContext, properties: Properties): Promise<CreatedCluster> {
    const inputs = parseClusterInputs(properties);
    const request = clusterRequest(inputs);
    const { adoptClusterId } = inputs;
    const cluster =
        adoptClusterId === undefined
            ? await makeCluster(context, request)
            : await adopt(context, adoptClusterId, request);
    return { clusterId: cluster.clusterId, outputs: clusterOutputs(context, properties, cluster) };
}

async function makeCluster(context: ClusterContext, request: ComputeClusterRequest): Promise<ClusterFacts> {
    const { api, ownership, report, urn } = context;
    const known = await findByName(context, request.name).catch((error: unknown) => {
        throw new Error(`${messageOf(error)}. No cluster was created.`);
    });
    if (known !== undefined) throw new Error(nameIsTaken(known));
    report.progress("creating the cluster in CCM");
    const cluster = await api.createCluster(request).catch((error: unknown) => {
        if (whatAnswerProves(error).kind !== "unclear") throw new Error(`${messageOf(error)}. No cluster was created.`);
        return findLost(context, request, error);
    });
    if (!ownership.claim(cluster.clusterId, urn)) throw new Error(nameIsTaken(cluster));
    return cluster;
}

/** No cluster had the name before the request, so one that has it now is ours, unless CCM returned it to a sibling. */
async function findLost(context: ClusterContext, request: ComputeClusterRequest, lost: unknown): Promise<ClusterFacts> {
    const { clock, random, report } = context;
    const lostAt = clock.now();
    const unclear = (why: string) =>
        new Error(
            `${messageOf(lost)}. ${why}. Run \`pulumi up\` again: if CCM then has a cluster named ` +
                `${request.name}, the error says how to take it over.`,
        );
    for (;;) {
        report.progress("no response to the create request; searching for the cluster in CCM's list");
        const waitedMs = clock.now() - lostAt;
        const found = await findByName(context, request.name).catch((error: unknown) => {
            if (waitedMs >= LOST_LIMIT_MS)
                throw unclear(`It is not known whether the cluster was created: ${messageOf(error)}`);
            return undefined;
        });
        if (found !== undefined) {
            if (!isAsAsked(found, request)) throw new Error(nameIsTaken(found));
            report.info(
                `no response to the create request; CCM's list shows that it created cluster ${found.clusterId}`,
            );
            return found;
        }
        if (waitedMs >= LOST_LIMIT_MS) throw unclear("CCM's list shows no cluster of that name");
        await clock.sleep(pollInterval(waitedMs, random));
    }
}

/** Someone else may have created a cluster of the same name at the same time. */
function isAsAsked(found: ClusterFacts, request: ComputeClusterRequest): boolean {
    const wanted = wantedFacts(request);
    return found.kind === wanted.kind && differingFacts(found, wanted).length === 0;
}

async function findByName({ api }: ClusterContext, name: string): Promise<ClusterFacts | undefined> {
    // The service may match names partially.
    return (await collect(api.listClusters({ name }))).find((cluster) => cluster.name === name);
}

function nameIsTaken({ name, clusterId }: ClusterFacts): string {
    return (
        `CCM already has a cluster named ${name}: ${clusterId}. No cluster was created. To take over that ` +
        `cluster, add adoptClusterId: "${clusterId}". To create another cluster, choose another name. If that ` +
        "cluster is the one that this resource replaces, add the option deleteBeforeReplace: true."
    );
}

async function adopt(
    { api, ownership, report, urn }: ClusterContext,
    clusterId: string,
    request: ComputeClusterRequest,
): Promise<ClusterFacts> {
    const which = `cluster ${clusterId}, which adoptClusterId names,`;
    const cluster = await api.cluster(clusterId).catch((error: unknown) => {
        if (isNotFound(error)) throw new Error(`${which} is not known to CCM`);
        throw new Error(`${which} cannot be read: ${messageOf(error)}`);
    });
    const { kind } = cluster;
    if (kind !== undefined && !(kind in request)) {
        throw new Error(`${which} is of the kind ${kind}: declare ${kind}, or name another cluster`);
    }
    if (!ownership.claim(cluster.clusterId, urn, { adopted: true })) {
        throw new Error(`${which} is the cluster of another resource of this stack already`);
    }
    // Credentials cannot be compared. While the replaced cluster still has the name, the next update sets it.
    const adopted = await api.updateCluster(cluster.clusterId, request).catch((error: unknown) => {
        const mayBeTheName = error instanceof CcmStatusError && error.status === 400 && cluster.name !== request.name;
        if (!mayBeTheName) throw error;
        return api.updateCluster(cluster.clusterId, { ...request, name: cluster.name });
    });
    report.info(`adopted cluster ${cluster.clusterId} (${cluster.name})`);
    return adopted;
}
