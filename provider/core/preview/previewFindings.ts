import {
    applicationsOf,
    type Run,
    type ClusterFacts,
    contentsOf,
    type Graph,
    type GraphVersion,
    isVersionMissing,
    noSuchVersion,
} from "../../ccm";
import { isStoppable } from "../../contract/runStatus";
import { matchRun } from "../recovery/runSpec";
import { adoptionProblem } from "../runs/adoptionProblem";
import { formatDuration, notThere } from "../text";
import { formatPath } from "../values";
import type { DeploymentKind, PlannedStart } from "./plannedStart";
import type { Answer, PreviewFacts } from "./previewFacts";

/** Something that a reviewer should know about a run before it starts. "error": the start would fail. */
export interface Finding {
    readonly severity: "error" | "warning" | "info";
    /** One sentence that names the input and says what to change. */
    readonly message: string;
}

/** Maximum number of runs named in a message. */
const MOST_NAMED = 3;

const KIND_NAMES = { kubernetesSingleJob: "Kubernetes", aciSingleJob: "Azure Container Instances" };

/**
 * Derives findings about a planned start from CCM's answers. Pure. A query without an answer gives no finding.
 *
 * @param now wall-clock time, in milliseconds since 1970
 * @param ownRuns runs of the stack's resources, which are not duplicates; `undefined` if not known
 */
export function previewFindings(
    start: PlannedStart,
    facts: PreviewFacts,
    now: number,
    ownRuns?: ReadonlySet<string>,
): Finding[] {
    // A wrong endpoint returns 404 for everything, which proves nothing about a graph.
    const isCcm = [facts.graph, facts.cluster, facts.activeRuns, facts.adoptedRun].some(
        (answer) => answer?.kind === "found",
    );
    const isMissing = (answer: Answer<unknown> | undefined) => isCcm && answer?.kind === "missing";
    const graph = facts.graph?.kind === "found" ? facts.graph.value : undefined;
    const cluster = facts.cluster?.kind === "found" ? facts.cluster.value : undefined;
    const version = graph && start.graphVersion !== undefined ? contentsOf(graph, start.graphVersion) : undefined;
    const errors: string[] = [];
    if (isMissing(facts.graph)) {
        errors.push(`graphId ${start.graphId}: ${notThere("such final graph")}`);
    }
    if (graph !== undefined && start.graphVersion !== undefined && isVersionMissing(graph, start.graphVersion)) {
        errors.push(`graphVersion ${start.graphVersion}: ${noSuchVersion(graph, start.graphVersion)}`);
    }
    if (typeof start.deployment === "object") {
        const { kind, clusterId } = start.deployment;
        const path = formatPath(["deployment", kind, "clusterId"]);
        if (isMissing(facts.cluster)) {
            errors.push(`${path} ${clusterId}: ${notThere("such cluster")}`);
        }
        if (cluster !== undefined) errors.push(...wrongClusterKind(cluster, kind));
    }
    if (graph !== undefined && version !== undefined) {
        errors.push(...foreignRuntimeConfigs(graph, start, version));
        if (start.deployment === "none" && !version.hasDeployment) {
            errors.push(
                `deployment is required: version ${start.graphVersion} of graph "${graph.name}" has no ` +
                    "deployment of its own",
            );
        }
    }
    errors.push(...adoptionFindings(start, isCcm ? facts : { ...facts, adoptedRun: undefined }));
    return [
        ...errors.map((message): Finding => ({ severity: "error", message })),
        ...roleFindings(facts),
        ...(errors.length === 0 ? duplicateFindings(start, facts, now, ownRuns) : []),
    ];
}

function wrongClusterKind(cluster: ClusterFacts, kind: DeploymentKind): string[] {
    const deployments = { kubernetes: "kubernetesSingleJob", aci: "aciSingleJob" } as const;
    const other = cluster.kind && deployments[cluster.kind];
    if (other === undefined || other === kind) return [];
    return [
        `deployment.${kind}: cluster "${cluster.name}" is of the kind ${KIND_NAMES[other]}; write deployment.${other}, or name a cluster of the kind ${KIND_NAMES[kind]}`,
    ];
}

function foreignRuntimeConfigs(graph: Graph, start: PlannedStart, version: GraphVersion): string[] {
    if (version.isWhole === false) return [];
    const ids = version.runtimeConfigs.map(({ id }) => id);
    const valid = ids.map((id) => `"${id}" (${applicationsOf(version, id)})`).join(", ");
    const known = ids.length === 0 ? "it has none" : `it has ${valid}`;
    return start.runtimeConfigIds
        .filter((id) => !ids.includes(id))
        .map(
            (id) =>
                `${formatPath(["runtimeConfigs", id])} is not a runtime configuration of graph "${graph.name}" ` +
                `version ${start.graphVersion}; ${known}`,
        );
}

function roleFindings({ mayStartRuns, activeRuns }: PreviewFacts): Finding[] {
    if (mayStartRuns?.kind !== "found" || mayStartRuns.value || activeRuns?.kind !== "found") return [];
    const message =
        "this credential can read from CCM but cannot start runs (it does not have the role Writer or Manager): " +
        "`pulumi up` requires another credential";
    return [{ severity: "warning", message }];
}

function duplicateFindings(
    start: PlannedStart,
    { activeRuns }: PreviewFacts,
    now: number,
    ownRuns: ReadonlySet<string> | undefined,
): Finding[] {
    const { ifActive } = start;
    const duplicates = activeDuplicates(start, activeRuns).filter(({ runId }) => ownRuns?.has(runId) !== true);
    if (duplicates.length === 0) return [];
    const named = duplicates.slice(0, MOST_NAMED).map((run) => describe(run, now));
    const more = duplicates.length > named.length ? [`${duplicates.length - named.length} more`] : [];
    const are = duplicates.length === 1 ? "is" : "are";
    const which = `${[...named, ...more].join(", ")} of the same graph, version and cluster ${are} already active`;
    // A run that this resource replaces looks the same in CCM.
    const own = ownRuns === undefined ? `, unless this update replaces ${duplicates.length === 1 ? "it" : "them"}` : "";
    if (ifActive === "refuse") {
        return [
            {
                severity: "warning",
                message: `${which}, and ifActive is "refuse": the start is refused${own}`,
            },
        ];
    }
    if (ifActive === "adopt") {
        const done = duplicates.length === 1 ? "it is adopted" : "only one could be adopted, so the start is refused";
        const severity = duplicates.length === 1 ? "info" : "warning";
        return [{ severity, message: `${which}, and ifActive is "adopt": ${done}${own}` }];
    }
    return [{ severity: "info", message: `${which}: another run is started${own}` }];
}

/** Whether the findings depend on the stack's own runs: reading its state takes time. */
export function needsOwnRuns(start: PlannedStart, { activeRuns }: PreviewFacts): boolean {
    return activeDuplicates(start, activeRuns).length > 0;
}

function activeDuplicates({ spec, isAdoption }: PlannedStart, activeRuns: PreviewFacts["activeRuns"]): Run[] {
    if (spec === undefined || isAdoption || activeRuns?.kind !== "found") return [];
    return activeRuns.value.filter((run) => isStoppable(run.status) && matchRun(spec, run) === "match");
}

function adoptionFindings({ adoptRunId, graphId, rerunOn }: PlannedStart, facts: PreviewFacts): string[] {
    const { adoptedRun } = facts;
    if (adoptRunId === undefined || adoptedRun === undefined) return [];
    if (adoptedRun.kind === "missing") return [`adoptRunId ${adoptRunId}: ${notThere("such run")}`];
    if (adoptedRun.kind !== "found" || graphId === undefined) return [];
    const problem = adoptionProblem(adoptedRun.value, { graphId, rerunOn });
    return problem === undefined ? [] : [`adoptRunId ${adoptRunId}: it ${problem}`];
}

function describe(run: Run, now: number): string {
    const at = run.createdAtMs;
    const age = at === undefined ? "" : `, started ${formatDuration(Math.max(0, now - at))} ago`;
    return `run ${run.runId} (${run.status}${age})`;
}
