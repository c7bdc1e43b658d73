import {
    type CallOptions,
    type CcmClient,
    type Run,
    CcmStatusError,
    type Clock,
    type ClusterFacts,
    type Graph,
    oneTry,
} from "../../ccm";
import { isFinished } from "../../contract/runStatus";
import { readGraph } from "../readGraph";
import { messageOf } from "../text";
import { findInList, observeRun } from "../wait/observeRun";
import type { PlannedStart } from "./plannedStart";

/** The client operations that a preview needs. */
export type PreviewApi = Pick<
    CcmClient,
    "graph" | "listGraphs" | "cluster" | "listRuns" | "runStatus" | "mayStartRuns"
>;

/** The result of a query to the service. "unclear": no response in time, or an inconclusive one. */
export type Answer<T> =
    | { readonly kind: "found"; readonly value: T }
    | { readonly kind: "missing" }
    | { readonly kind: "refused" }
    | { readonly kind: "unclear"; readonly why: string };

/** CCM's answers about a planned start; `undefined` for queries that were not made. */
export interface PreviewFacts {
    readonly graph: Answer<Graph> | undefined;
    readonly cluster: Answer<ClusterFacts> | undefined;
    readonly activeRuns: Answer<readonly Run[]> | undefined;
    /** The run to adopt (`adoptRunId`). */
    readonly adoptedRun: Answer<Run> | undefined;
    readonly mayStartRuns: Answer<boolean> | undefined;
}

/** Queries the service, each query once for all resources of the process. */
export class PreviewQuestions {
    private readonly answers = new Map<string, Promise<Answer<unknown>>>();

    /** @param limitMs time limit of one query, in milliseconds */
    constructor(
        private readonly api: PreviewApi,
        private readonly clock: Clock,
        private readonly limitMs: number,
    ) {}

    async factsFor(start: PlannedStart): Promise<PreviewFacts> {
        const { graphId, deployment, adoptRunId } = start;
        const clusterId = typeof deployment === "object" ? deployment.clusterId : undefined;
        const [graph, cluster, activeRuns, adoptedRun, mayStartRuns] = await Promise.all([
            graphId && this.ask(`graph ${graphId.toLowerCase()}`, (limits) => readGraph(this.api, graphId, limits)),
            clusterId &&
                this.ask(`cluster ${clusterId.toLowerCase()}`, (limits) => this.api.cluster(clusterId, limits)),
            start.isAdoption ? undefined : this.activeRuns(),
            adoptRunId && this.runToAdopt(adoptRunId),
            this.ask("role", (limits) => this.api.mayStartRuns(limits)),
        ]);
        return {
            graph: graph || undefined,
            cluster: cluster || undefined,
            activeRuns,
            adoptedRun: adoptedRun || undefined,
            mayStartRuns,
        };
    }

    private async runToAdopt(runId: string): Promise<Answer<Run>> {
        const answer = await this.ask(`run ${runId.toLowerCase()}`, (limits) =>
            observeRun(
                () => this.api.runStatus(runId, limits),
                () => findInList({ listRuns: () => this.api.listRuns(limits) }, runId),
            ),
        );
        // A missing status proves nothing without the list.
        if (answer.kind === "missing") return { kind: "unclear", why: `run ${runId}: CCM's list could not be read` };
        if (answer.kind !== "found") return answer;
        return answer.value === "gone" ? { kind: "missing" } : { kind: "found", value: answer.value };
    }

    private activeRuns(): Promise<Answer<readonly Run[]>> {
        return this.ask("active runs", async (limits) => {
            const active: Run[] = [];
            for await (const run of this.api.listRuns(limits))
                if (run.runId !== "" && !isFinished(run.status)) active.push(run);
            return active;
        });
    }

    private ask<T>(key: string, question: (limits: CallOptions) => Promise<T>) {
        const answer =
            this.answers.get(key) ??
            // No retries: a slow preview is worse than an incomplete one.
            question(oneTry(this.clock, this.limitMs)).then(
                (value): Answer<T> => ({ kind: "found", value }),
                (error: unknown): Answer<T> => answerOf(error),
            );
        this.answers.set(key, answer);
        return answer as Promise<Answer<T>>;
    }
}

function answerOf(error: unknown): Answer<never> {
    const status = error instanceof CcmStatusError ? error.status : undefined;
    if (status === 404) return { kind: "missing" };
    if (status === 403) return { kind: "refused" };
    return { kind: "unclear", why: messageOf(error) };
}
