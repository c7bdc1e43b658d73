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
import { messageOf } from "../text";
import type { PlannedStart } from "./plannedStart";

/** What the preflight asks of the service. */
export type PreflightApi = Pick<CcmClient, "graph" | "cluster" | "listRuns" | "mayStartRuns">;

/** What came of a question to the service. "unclear": no answer in time, or one that proves nothing. */
export type Look<T> =
    | { readonly kind: "found"; readonly value: T }
    | { readonly kind: "missing" }
    | { readonly kind: "refused" }
    | { readonly kind: "unclear"; readonly why: string };

/** What CCM says about a planned start; `undefined` for what was not asked. */
export interface PreflightFacts {
    readonly graph: Look<Graph> | undefined;
    readonly cluster: Look<ClusterFacts> | undefined;
    readonly activeRuns: Look<readonly Run[]> | undefined;
    readonly mayStartRuns: Look<boolean> | undefined;
}

/** Asks the service, each question once for all resources of the process. */
export class PreflightQuestions {
    private readonly looks = new Map<string, Promise<Look<unknown>>>();

    /** @param limitMs how long one question may take */
    constructor(
        private readonly api: PreflightApi,
        private readonly clock: Clock,
        private readonly limitMs: number,
    ) {}

    async factsFor(start: PlannedStart): Promise<PreflightFacts> {
        const { graphId, deployment } = start;
        const clusterId = typeof deployment === "object" ? deployment.clusterId : undefined;
        const [graph, cluster, activeRuns, mayStartRuns] = await Promise.all([
            graphId && this.ask(`graph ${graphId.toLowerCase()}`, (limits) => this.api.graph(graphId, limits)),
            clusterId &&
                this.ask(`cluster ${clusterId.toLowerCase()}`, (limits) => this.api.cluster(clusterId, limits)),
            start.isAdoption ? undefined : this.activeRuns(),
            this.ask("role", (limits) => this.api.mayStartRuns(limits)),
        ]);
        return { graph: graph || undefined, cluster: cluster || undefined, activeRuns, mayStartRuns };
    }

    private activeRuns(): Promise<Look<readonly Run[]>> {
        return this.ask("active runs", async (limits) => {
            const active: Run[] = [];
            for await (const run of this.api.listRuns(limits)) if (!isFinished(run.status)) active.push(run);
            return active;
        });
    }

    private ask<T>(key: string, question: (limits: CallOptions) => Promise<T>) {
        const look =
            this.looks.get(key) ??
            // Nothing is asked twice: a preview that has to wait is worse than one that knows less.
            question(oneTry(this.clock, this.limitMs)).then(
                (value): Look<T> => ({ kind: "found", value }),
                (error: unknown): Look<T> => lookOf(error),
            );
        this.looks.set(key, look);
        return look as Promise<Look<T>>;
    }
}

function lookOf(error: unknown): Look<never> {
    const status = error instanceof CcmStatusError ? error.status : undefined;
    if (status === 404) return { kind: "missing" };
    if (status === 403) return { kind: "refused" };
    return { kind: "unclear", why: messageOf(error) };
}
