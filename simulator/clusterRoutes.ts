import { randomUUID } from "node:crypto";
import type { FastifyInstance } from "fastify";
import type { Guards } from "./auth";
import { clusterRequest } from "./bodies";
import { offsetPage, type PageQuery } from "./catalogRoutes";
import { Problem } from "./problem";
import type { Cluster, World } from "./world";

interface ClusterParams {
    clusterId: string;
}

interface Named {
    readonly name: string;
}

interface ClusterRequest {
    readonly name: string;
    readonly description: string;
    readonly kubernetes?: {
        readonly kubeconfig: {
            readonly clusters: readonly (Named & { readonly cluster: { readonly server: string } })[];
            readonly users: readonly Named[];
            readonly contexts: readonly (Named & {
                readonly context: { readonly cluster: string; readonly user: string };
            })[];
            readonly "current-context"?: string;
        };
    };
    readonly aci?: {
        readonly subscription: string;
        readonly resource_group: string;
        readonly deployment_location?: string;
    };
}

export function addClusterRoutes(app: FastifyInstance, world: World, guards: Guards): void {
    app.get<{ Querystring: PageQuery }>(
        "/clusters",
        { config: { operation: "listClusters" }, preHandler: guards.reader },
        async (request) => offsetPage([...world.clusters.values()], request.query),
    );

    app.get<{ Params: ClusterParams }>(
        "/clusters/:clusterId",
        { config: { operation: "getCluster" }, preHandler: guards.reader },
        async (request) => findCluster(world, request.params.clusterId),
    );

    app.post<{ Body: ClusterRequest }>(
        "/clusters",
        {
            config: { operation: "createCluster" },
            preHandler: guards.activeWriter,
            schema: { body: clusterRequest },
        },
        async (request) => {
            const { name, description } = request.body;
            refuseTakenName(world, name);
            const identity = { cluster_id: randomUUID(), name, description, created_by: request.principal?.id ?? "" };
            return keep(world, { ...identity, ...connectionOf(request.body) });
        },
    );

    app.patch<{ Params: ClusterParams; Body: ClusterRequest }>(
        "/clusters/:clusterId",
        {
            config: { operation: "updateCluster" },
            preHandler: guards.activeWriter,
            schema: { body: clusterRequest },
        },
        async (request) => {
            const { cluster_id, created_by } = findCluster(world, request.params.clusterId);
            const { name, description } = request.body;
            refuseTakenName(world, name, cluster_id);
            return keep(world, { cluster_id, name, description, created_by, ...connectionOf(request.body) });
        },
    );

    app.delete<{ Params: ClusterParams }>(
        "/clusters/:clusterId",
        { config: { operation: "deleteCluster" }, preHandler: guards.writer },
        async (request, reply) => {
            const { cluster_id } = findCluster(world, request.params.clusterId);
            if (isInUse(world, cluster_id)) throw new Problem(400, "Compute cluster has active workflow runs");
            world.clusters.delete(cluster_id);
            return reply.code(204).send();
        },
    );
}

function findCluster(world: World, clusterId: string): Cluster {
    const cluster = world.clusters.get(clusterId.toLowerCase());
    if (cluster === undefined) throw new Problem(404, "Compute cluster not found");
    return cluster;
}

/** Names are unique in an account. */
function refuseTakenName(world: World, name: string, ownId?: string): void {
    if ([...world.clusters.values()].some((known) => known.name === name && known.cluster_id !== ownId)) {
        throw new Problem(400, `A compute cluster named ${name} exists already`);
    }
}

function keep(world: World, cluster: Cluster): Cluster {
    world.clusters.set(cluster.cluster_id, cluster);
    return cluster;
}

/** Connection details of a cluster as responses show them, without secrets. */
function connectionOf({ kubernetes, aci }: ClusterRequest): Pick<Cluster, "kubernetes" | "aci"> {
    if (kubernetes !== undefined) {
        const { clusters, users, contexts, "current-context": current } = kubernetes.kubeconfig;
        const context = contexts.find(({ name }) => current === undefined || name === current)?.context;
        const cluster = clusters.find(({ name }) => name === context?.cluster);
        const user = users.find(({ name }) => name === context?.user);
        if (cluster === undefined || user === undefined) throw new Problem(400, "kubeconfig has no usable context");
        return {
            kubernetes: { cluster: cluster.name, server: cluster.cluster.server, user: user.name },
        };
    }
    if (aci === undefined) return {};
    const { subscription, resource_group, deployment_location } = aci;
    return {
        aci: { subscription, resource_group, ...(deployment_location === undefined ? {} : { deployment_location }) },
    };
}

function isInUse(world: World, clusterId: string): boolean {
    return [...world.runs.values()].some((run) => {
        const { kubernetes_single_job, aci_single_job } = run.deployment;
        return !world.isOver(run) && (kubernetes_single_job ?? aci_single_job)?.cluster_id.toLowerCase() === clusterId;
    });
}
