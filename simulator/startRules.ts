import { Problem } from "./problem";
import type { AppDeployment, Deployment, StartRequest, World } from "./world";

type Kind = "kubernetes" | "aci";

/**
 * Validates a start beyond its schema: a known graph and a final version of it, a deployment from the request or the
 * graph, a cluster of that kind, and runtime configurations of that version and kind.
 *
 * @returns the deployment that takes effect
 */
export function resolveStart(world: World, request: StartRequest): Deployment {
    const graph = world.graphs.get(request.graph_id.toLowerCase());
    if (graph === undefined) throw new Problem(404, "Workflow graph not found");
    if (graph.drafts.includes(request.graph_version)) {
        throw new Problem(400, `Workflow graph version ${request.graph_version} is not final`);
    }
    const version = graph.versions[request.graph_version];
    if (version === undefined) throw new Problem(404, `Workflow graph version ${request.graph_version} not found`);
    const deployment = request.deployment ?? version.deployment;
    if (deployment === undefined) throw new Problem(400, "Neither the request nor the graph version has a deployment");
    const kind = checkCluster(world, deployment);
    for (const [id, config] of Object.entries(request.runtime_configs ?? {})) {
        if (version.runtime_configs[id] === undefined) throw new Problem(400, `Unknown runtime configuration ${id}`);
        if (config.deployment !== undefined && kindOf(config.deployment) !== kind) {
            throw new Problem(400, `Runtime configuration ${id} is not for a deployment of kind ${kind}`);
        }
    }
    return deployment;
}

function checkCluster(world: World, deployment: Deployment): Kind {
    const { kubernetes_single_job, aci_single_job } = deployment;
    const kind: Kind = aci_single_job === undefined ? "kubernetes" : "aci";
    const clusterId = (kubernetes_single_job ?? aci_single_job)?.cluster_id ?? "";
    const cluster = world.clusters.get(clusterId.toLowerCase());
    if (cluster === undefined) throw new Problem(404, "Compute cluster not found");
    if (cluster[kind] === undefined) throw new Problem(400, `Compute cluster ${cluster.name} is not of kind ${kind}`);
    return kind;
}

function kindOf(deployment: AppDeployment): Kind {
    return deployment.aci === undefined ? "kubernetes" : "aci";
}
