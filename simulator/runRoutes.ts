import type { FastifyInstance } from "fastify";
import type { Guards } from "./auth";
import { startWorkflowRunRequest } from "./bodies";
import { Problem } from "./problem";
import { logObject, orchestratorObject } from "./orchestrator";
import { resolveStart } from "./startRules";
import type { Run, StartRequest, World } from "./world";

const MAX_LIMIT = 1000;

interface RunParams {
    runId: string;
}

interface ListQuery {
    sort_by?: string;
    filter?: string;
    limit?: string;
    previous_id?: string;
    previous_sort_value?: string;
}

export function addRunRoutes(app: FastifyInstance, world: World, guards: Guards): void {
    app.post<{ Body: StartRequest }>(
        "/workflow_runs",
        {
            config: { operation: "startRun" },
            preHandler: guards.activeWriter,
            schema: { body: startWorkflowRunRequest },
        },
        async (request) => statusBody(world, world.addRun(request.body, resolveStart(world, request.body))),
    );

    app.get<{ Querystring: ListQuery }>(
        "/workflow_runs",
        { config: { operation: "listRuns" }, preHandler: guards.reader },
        async (request) => listBody(world, request.query),
    );

    app.get<{ Params: RunParams }>(
        "/workflow_runs/:runId/status",
        { config: { operation: "runStatus" }, preHandler: guards.writer },
        async (request) => statusBody(world, liveRun(world, request.params.runId)),
    );

    app.get<{ Params: RunParams; Querystring: { runtime_config_id?: string } }>(
        "/workflow_runs/:runId/logs",
        { config: { operation: "runLogs" }, preHandler: guards.writer },
        async (request) => {
            const run = liveRun(world, request.params.runId);
            const { logs = {}, logsGeneric } = run.script;
            const id = request.query.runtime_config_id;
            const text = id === undefined ? Object.values(logs).join("") : (logs[id] ?? "");
            return { text, generic: logsGeneric ?? logObject(run, text, world.timesOf(run)) };
        },
    );

    app.post<{ Params: RunParams }>(
        "/workflow_runs/:runId/stop",
        { config: { operation: "stopRun" }, preHandler: guards.activeWriter },
        async (request) => {
            const run = liveRun(world, request.params.runId);
            if (world.isOver(run)) throw new Problem(400, "Workflow run is not active");
            world.stop(run);
            return statusBody(world, run);
        },
    );

    app.patch("/workflow_runs/:runId", { config: { operation: "patchRun" }, preHandler: guards.writer }, async () => {
        throw new Problem(403, "Only a job worker may change a run");
    });
}

export function liveRun(world: World, runId: string): Run {
    const run = world.runs.get(runId.toLowerCase());
    if (run === undefined || run.forgotten || !world.isKept(run)) throw new Problem(404, "Workflow run not found");
    return run;
}

/** A page of the run table as of its last update, `listLagMs` ago. */
export function listBody(world: World, query: ListQuery) {
    const at = world.clock.now() - world.listLagMs;
    return { workflow_runs: page(world, query, at).map((run) => runBody(world, run, at)) };
}

/** A page by keyset: by run id, or by creation time if the request sorts by it. */
function page(world: World, query: ListQuery, at: number): Run[] {
    if (query.limit !== undefined && !/^\d+$/.test(query.limit)) throw new Problem(400, "limit must be a number");
    const limit = Math.min(MAX_LIMIT, Number(query.limit ?? MAX_LIMIT));
    const matches = filterOf(query.filter);
    const kept = [...world.runs.values()].filter(
        (run) => world.isKept(run) && run.life.createdAt <= at && matches(run),
    );
    const [field = "run_id", direction = "ASC"] = (query.sort_by ?? "").split(":").filter((part) => part !== "");
    if (!["run_id", "created_at"].includes(field)) throw new Problem(400, `cannot sort by ${field}`);
    if (query.previous_id !== undefined && field !== "run_id" && query.previous_sort_value === undefined) {
        throw new Problem(400, "previous_sort_value is required with previous_id and sort_by");
    }
    const sign = direction === "DESC" ? -1 : 1;
    const keyOf = (run: Run): [number | string, string] => [field === "run_id" ? run.runId : createdAt(run), run.runId];
    const sorted = kept.sort((a, b) => sign * compareKeys(keyOf(a), keyOf(b)));
    const previousId = query.previous_id?.toLowerCase();
    if (previousId === undefined) return sorted.slice(0, limit);
    const previousValue = field === "run_id" ? previousId : Number(query.previous_sort_value);
    const after = (run: Run) => sign * compareKeys(keyOf(run), [previousValue, previousId]) > 0;
    return sorted.filter(after).slice(0, limit);
}

function compareKeys(a: readonly [number | string, string], b: readonly [number | string, string]): number {
    if (a[0] !== b[0]) return a[0] < b[0] ? -1 : 1;
    return a[1] === b[1] ? 0 : a[1] < b[1] ? -1 : 1;
}

/** Parses the filter `{"graph_id": {"$eq": "…"}}`, the only likely form; any other is rejected. */
function filterOf(filter: string | undefined): (run: Run) => boolean {
    if (filter === undefined) return () => true;
    try {
        const graphId = (JSON.parse(filter) as { graph_id: { $eq: string } }).graph_id.$eq;
        return (run) => run.request.graph_id.toLowerCase() === graphId.toLowerCase();
    } catch {
        throw new Problem(400, "filter is not understood");
    }
}

function createdAt(run: Run): number {
    return Math.floor(run.life.createdAt / 1000);
}

export function statusBody(world: World, run: Run) {
    const status = world.statusOf(run);
    const kind = run.deployment.aci_single_job === undefined ? "kubernetes" : "aci";
    const generic = run.script.generic ?? { [kind]: orchestratorObject(run, status, world.timesOf(run)) };
    return { run: runBody(world, run), generic };
}

export function runBody(world: World, run: Run, at = world.clock.now()) {
    const graph = world.graphs.get(run.request.graph_id.toLowerCase());
    return {
        run_id: run.runId,
        run_status: world.statusOf(run, at),
        created_at: createdAt(run),
        graph_id: run.request.graph_id,
        graph_version: run.request.graph_version,
        group_id: graph?.group_id,
        deployment: run.deployment,
        workflow_cluster_data: clusterData(run),
    };
}

function clusterData(run: Run) {
    const { kubernetes_single_job, aci_single_job } = run.deployment;
    const ids = {
        app_id: "8d9a6f2e-3a52-4b0e-9c47-5a6f1f1f1003",
        build_id: run.buildId,
        config_id: `config-${run.buildId}`,
        cluster_id: (kubernetes_single_job ?? aci_single_job)?.cluster_id,
    };
    if (aci_single_job === undefined) return { KubernetesSingleJob: ids };
    const names = { container_group_name: `ccm-${run.buildId}`, deployment_name: `deployment-${run.buildId}` };
    return { AciSingleJob: { ...ids, ...names } };
}
