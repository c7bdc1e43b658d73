import { z } from "zod";
import type { CcmClient, Run } from "../../ccm";
import { RUN_STATUSES } from "../../contract/runStatus";
import { runOutputs } from "../wait/runOutputs";
import { notFound } from "../text";
import { graphVersion, nonEmpty, object, parseProperties, type Properties, uuid } from "../validation";
import { findInList, observeRun } from "../wait/observeRun";

export type RunLookupApi = Pick<CcmClient, "runStatus" | "listRuns" | "runLogs">;

const runLookup = object({ runId: uuid });

/** @throws Error if CCM does not know the run */
export async function findRun(api: RunLookupApi, args: Properties): Promise<Properties> {
    const { runId } = parseProperties(runLookup, args);
    const observation = await observeRun(
        () => api.runStatus(runId),
        () => findInList(api, runId),
    );
    if (observation === "gone") throw new Error(notFound(`run ${runId}`, "runId"));
    return runFacts(observation);
}

const time = z
    .string()
    .refine(
        (text) => /^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(Date.parse(text)),
        "must be a time such as 2026-01-31T12:00:00Z",
    );

const runsLookup = object({
    graphId: uuid.optional(),
    graphVersion: graphVersion.optional(),
    clusterId: uuid.optional(),
    statuses: z.array(z.enum(RUN_STATUSES)).optional(),
    createdAfter: time.optional(),
    createdBefore: time.optional(),
});

/**
 * Yields the matching runs as the service's pages arrive, in no particular order. A consumer that stops early requests
 * no further page.
 */
export async function* iterateRuns(api: RunLookupApi, args: Properties): AsyncGenerator<Properties> {
    const wanted = parseProperties(runsLookup, args);
    for await (const run of api.listRuns()) if (run.runId !== "" && fits(run, wanted)) yield runFacts(run);
}

/** All matching runs, the newest first. */
export async function findRuns(api: RunLookupApi, args: Properties): Promise<Properties[]> {
    const runs: Properties[] = [];
    for await (const run of iterateRuns(api, args)) runs.push(run);
    return runs.sort((a, b) => timeOf(b).localeCompare(timeOf(a)));
}

/** Runs without a creation time sort last. */
function timeOf({ createdAt }: Properties): string {
    return typeof createdAt === "string" ? createdAt : "";
}

function fits(run: Run, wanted: z.infer<typeof runsLookup>): boolean {
    const { graphId, graphVersion, clusterId, statuses, createdAfter, createdBefore } = wanted;
    const createdAt = run.createdAtMs;
    const isAsWanted = (value: string | undefined, is: string | undefined) =>
        value === undefined || value.toLowerCase() === is?.toLowerCase();
    return (
        isAsWanted(graphId, run.graphId) &&
        isAsWanted(graphVersion, run.graphVersion) &&
        isAsWanted(clusterId, run.clusterId) &&
        (statuses?.includes(run.status) ?? true) &&
        (createdAfter === undefined || (createdAt ?? -Infinity) > Date.parse(createdAfter)) &&
        (createdBefore === undefined || (createdAt ?? Infinity) < Date.parse(createdBefore))
    );
}

function runFacts(run: Run): Properties {
    // The orchestrator's detail may contain secrets of the run, which are not known here.
    const { stateVersion: _ofStates, statusDetail: _maySayTooMuch, ...facts } = runOutputs(run, (text) => text);
    return { ...facts, graphId: run.graphId };
}

const logsLookup = object({ runId: uuid, runtimeConfigId: nonEmpty.optional() });

/** The logs of a run's applications. */
export async function findLogs(api: RunLookupApi, args: Properties): Promise<{ text: string }> {
    const { runId, runtimeConfigId } = parseProperties(logsLookup, args);
    return api.runLogs(runId, runtimeConfigId);
}
