import type { Run } from "../../ccm";
import { isFinished, type RunStatus } from "../../contract/runStatus";
import type { Holder } from "./holders";

export interface RunFilter {
    readonly statuses?: readonly RunStatus[] | undefined;
    /** Name or id. */
    readonly graph?: string | undefined;
    /** Name or id. */
    readonly cluster?: string | undefined;
    readonly isOrphaned?: boolean;
    /** Minimum age, in milliseconds. */
    readonly olderThanMs?: number | undefined;
    /** Whether runs that have ended are included. With `statuses`, those decide. */
    readonly withEnded?: boolean;
}

/** A run with names; part of the output of `runs --json`. */
export interface RunRow {
    readonly runId: string;
    readonly status: RunStatus;
    /** ISO 8601; `null` if CCM does not report it. */
    readonly createdAt: string | null;
    readonly ageSeconds: number | null;
    readonly graph: { readonly id: string; readonly name: string | null; readonly version: string };
    readonly cluster: { readonly id: string; readonly name: string | null };
    /** Empty: no stack whose state was read. */
    readonly heldBy: readonly Holder[];
}

export interface RunNames {
    /** By id. */
    readonly graphs: ReadonlyMap<string, string>;
    /** By id. */
    readonly clusters: ReadonlyMap<string, string>;
}

/** The runs that pass a filter: active ones first, oldest first, since they occupy a cluster; then ended ones. Pure. */
export function runRows(
    runs: readonly Run[],
    names: RunNames,
    holders: ReadonlyMap<string, readonly Holder[]>,
    filter: RunFilter,
    nowMs: number,
): RunRow[] {
    return runs
        .map((run): RunRow => {
            const { runId, status, createdAtMs, graphId = "", graphVersion = "", clusterId = "" } = run;
            return {
                ...{ runId, status },
                createdAt: createdAtMs === undefined ? null : new Date(createdAtMs).toISOString(),
                ageSeconds: createdAtMs === undefined ? null : Math.max(0, Math.round((nowMs - createdAtMs) / 1000)),
                graph: { id: graphId, name: names.graphs.get(graphId) ?? null, version: graphVersion },
                cluster: { id: clusterId, name: names.clusters.get(clusterId) ?? null },
                heldBy: holders.get(runId) ?? [],
            };
        })
        .filter((row) => passes(row, filter))
        .sort(
            (a, b) =>
                Number(isFinished(a.status)) - Number(isFinished(b.status)) ||
                (b.ageSeconds ?? 0) - (a.ageSeconds ?? 0),
        );
}

function passes(row: RunRow, { statuses, graph, cluster, isOrphaned, olderThanMs = 0, withEnded }: RunFilter): boolean {
    const isNamed = ({ id, name }: RunRow["cluster"], wanted: string | undefined) =>
        wanted === undefined || id.toLowerCase() === wanted.toLowerCase() || name === wanted;
    const isWanted =
        statuses === undefined ? withEnded === true || !isFinished(row.status) : statuses.includes(row.status);
    return (
        isWanted &&
        isNamed(row.graph, graph) &&
        isNamed(row.cluster, cluster) &&
        (isOrphaned !== true || (!isFinished(row.status) && !row.heldBy.some(({ kind }) => kind === "state"))) &&
        (row.ageSeconds ?? 0) * 1000 >= olderThanMs
    );
}
