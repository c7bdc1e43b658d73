import { z } from "zod";
import * as clusters from "./cluster";
import * as graphs from "./graph";
import * as runs from "./run";
import type { Clock, Random } from "./clock";
import type { ComputeClusterRequest } from "./cluster";
import { CcmCredentialError, CcmError, CcmStatusError, isUnauthorized } from "./errors";
import { type CallOptions, createExchange, type Exchange, type ExchangeRequest } from "./exchange";
import { itemsOf, keysetPages, type OffsetPage, offsetPages, PAGE_SIZE } from "./paging";
import { proxySecrets } from "./proxy";
import { RateLimiter } from "./rateLimiter";
import { SecretMask } from "./redact";
import type { Settings } from "./settings";
import { whatAnswerProves } from "./startAnswer";
import { TokenHeader } from "./tokenHeader";
import { createTokenSource, secretsOf, type TokenSource } from "./tokens";
import { createTransport, type Transport } from "./transport";

/** Id that belongs to no run. */
export const NO_RUN = "00000000-0000-4000-8000-000000000000";

export interface ClientParts {
    readonly clock: Clock;
    readonly random: Random;
    /** Values that errors must not quote; the credential, tokens obtained with it and proxy passwords are added. */
    readonly secrets?: SecretMask;
    /** @default real HTTP */
    readonly transport?: Transport;
    /** Receives debug messages. @default discards them */
    readonly debug?: (line: string) => void;
}

type Call = Pick<ExchangeRequest, "operation" | "method" | "repeatable" | "body" | "isEverywhere"> & {
    readonly path: string;
    readonly query?: Readonly<Record<string, string | number | undefined>>;
};

/**
 * Client for the operations of CCM's HTTP API that this package uses, one method each.
 *
 * Every method throws a `CcmError`. Reads, stops, updates and deletes are retried when that may help; starts and
 * creates only if provably not carried out.
 */
export class CcmClient {
    private readonly exchange: Exchange;
    private readonly tokens: TokenSource;
    /** URL prefix of all operations. */
    readonly baseUrl: string;
    readonly maxRequestsPerSecond: number;
    private readonly tokenHeader: TokenHeader;
    private readonly clock: Clock;
    private readonly debug: (line: string) => void;
    private clockOffsetMs: number | undefined;

    constructor(settings: Settings, parts: ClientParts) {
        this.baseUrl = settings.baseUrl;
        this.maxRequestsPerSecond = settings.maxRequestsPerSecond;
        this.clock = parts.clock;
        this.debug = parts.debug ?? (() => undefined);
        this.tokenHeader = new TokenHeader(settings.authHeader);
        const { secrets = new SecretMask() } = parts;
        secrets.add([...secretsOf(settings.credential), ...proxySecrets()]);
        this.exchange = createExchange({
            transport: parts.transport ?? createTransport(settings),
            rateLimiter: new RateLimiter(settings.maxRequestsPerSecond, parts.clock),
            tokenHeader: this.tokenHeader,
            redact: secrets.redact,
            clock: parts.clock,
            random: parts.random,
        });
        this.tokens = createTokenSource(settings.credential, this.exchange, settings.baseUrl, parts.clock, (token) =>
            secrets.add([token]),
        );
    }

    /**
     * Server time, from the `Date` header of a response and the time elapsed since. The clock may be a gateway's, not
     * CCM's own.
     *
     * @returns milliseconds since 1970, accurate to one second; `undefined` before the first `Date` header
     */
    serverTime(): number | undefined {
        return this.clockOffsetMs === undefined ? undefined : this.clock.now() + this.clockOffsetMs;
    }

    /** Header that carries the token, as currently known. */
    get authHeader(): string {
        return this.tokenHeader.name;
    }

    /** `POST /v1/workflow_runs`. CCM has no idempotency key: a request sent twice starts two runs. */
    startRun(request: runs.StartWorkflowRunRequest, options: CallOptions = {}): Promise<runs.Run> {
        return this.call(runs.runResponse, options, {
            operation: "start the run",
            method: "POST",
            path: "/workflow_runs",
            body: JSON.stringify(request),
            repeatable: false,
        });
    }

    /** `GET /v1/workflow_runs/{run-id}/status`. CCM queries the orchestrator; requires the role Writer or Manager. */
    runStatus(runId: string, options: CallOptions = {}): Promise<runs.Run> {
        return this.read(runs.runResponse, options, "read the run's status", runPath(runId, "status"));
    }

    /**
     * Whether the credential has a role that may start and stop runs. CCM does not report roles, so this requests the
     * status of a run that does not exist, which requires the same roles.
     */
    async mayStartRuns(options: CallOptions = {}): Promise<boolean> {
        try {
            await this.runStatus(NO_RUN, options);
            return true;
        } catch (error) {
            if (error instanceof CcmStatusError && error.status === 404) return true;
            if (error instanceof CcmStatusError && error.status === 403) return false;
            throw error;
        }
    }

    /** `POST /v1/workflow_runs/{run-id}/stop`. Its effect on a finished run is not documented. */
    stopRun(runId: string, options: CallOptions = {}): Promise<runs.Run> {
        return this.call(runs.runResponse, options, {
            operation: "stop the run",
            method: "POST",
            path: runPath(runId, "stop"),
            repeatable: true,
        });
    }

    /** `GET /v1/workflow_runs/{run-id}/logs`, of one runtime configuration or of all. */
    runLogs(runId: string, runtimeConfigId?: string, options: CallOptions = {}): Promise<runs.CcmRunLogs> {
        const query = { runtime_config_id: runtimeConfigId };
        return this.read(runs.workflowRunLogs, options, "read the run's logs", runPath(runId, "logs"), query);
    }

    /** `GET /v1/workflow_runs`, all pages, unordered, with rows that have no id. Served from a table, which may lag. */
    listRuns(options: CallOptions = {}): AsyncGenerator<runs.Run> {
        return itemsOf(this.runPages(options, (last) => ({ previous_id: last?.run_id })));
    }

    /** Like `listRuns`, but page by page and newest first, so that a search can stop early. */
    newestRuns(options: CallOptions = {}): AsyncGenerator<readonly runs.Run[]> {
        return this.runPages(options, (last) => ({
            sort_by: "created_at:DESC",
            previous_id: last?.run_id,
            previous_sort_value: last?.created_at,
        }));
    }

    private async *runPages(
        options: CallOptions,
        queryAfter: (last: runs.WireRun | undefined) => Call["query"],
    ): AsyncGenerator<readonly runs.Run[]> {
        const page = async (last: runs.WireRun | undefined) => {
            const query = { limit: PAGE_SIZE, ...queryAfter(last) };
            return (await this.read(runs.runPage, options, "list the runs", "/workflow_runs", query)).workflow_runs;
        };
        const pages = keysetPages(page, (run) => run.run_id, this.tellUnreadable("list the runs"));
        for await (const wire of pages) yield wire.map((run) => runs.toRun(run));
    }

    private tellUnreadable(operation: string) {
        return (count: number) => {
            if (count > 0) this.debug(`${operation}: ${count} rows of CCM's response cannot be read`);
        };
    }

    /** `GET /v1/workflows/final/graphs`, all pages, including graphs that other accounts share with this one. */
    listGraphs(filter: graphs.GraphFilter = {}, options: CallOptions = {}): AsyncGenerator<graphs.Graph> {
        return this.list(graphs.graphPage, options, "list the final graphs", "/workflows/final/graphs", filter);
    }

    /**
     * `GET /v1/workflows/final/graphs/{graph-id}`: the graph with all its final versions.
     *
     * @param accountId account that owns the graph, if other than the token's
     */
    graph(graphId: string, options: CallOptions = {}, accountId?: string): Promise<graphs.Graph> {
        const path = `/workflows/final/graphs/${encodeURIComponent(graphId)}`;
        return this.read(graphs.graphResponse, options, "read the final graph", path, { acct_id: accountId });
    }

    /** `GET /v1/clusters`, all pages. */
    listClusters(filter: { name?: string } = {}, options: CallOptions = {}): AsyncGenerator<clusters.ClusterFacts> {
        return this.list(clusters.clusterPage, options, "list the clusters", "/clusters", filter);
    }

    /** `GET /v1/clusters/{cluster-id}`. */
    cluster(clusterId: string, options: CallOptions = {}): Promise<clusters.ClusterFacts> {
        return this.read(clusters.clusterResponse, options, "read the cluster", clusterPath(clusterId));
    }

    /** `POST /v1/clusters`. Names are unique in an account, so a request sent twice is rejected the second time. */
    createCluster(request: ComputeClusterRequest, options: CallOptions = {}): Promise<clusters.ClusterFacts> {
        return this.call(clusters.clusterResponse, options, {
            operation: "create the cluster",
            method: "POST",
            path: "/clusters",
            body: JSON.stringify(request),
            repeatable: false,
        });
    }

    /** `PATCH /v1/clusters/{cluster-id}`. */
    updateCluster(
        clusterId: string,
        request: ComputeClusterRequest,
        options: CallOptions = {},
    ): Promise<clusters.ClusterFacts> {
        return this.call(clusters.clusterResponse, options, {
            operation: "change the cluster",
            method: "PATCH",
            path: clusterPath(clusterId),
            body: JSON.stringify(request),
            repeatable: true,
        });
    }

    /** `DELETE /v1/clusters/{cluster-id}`. CCM responds 404 when it is repeated after success. */
    async deleteCluster(clusterId: string, options: CallOptions = {}): Promise<void> {
        await this.call(z.unknown(), options, {
            operation: "delete the cluster",
            method: "DELETE",
            path: clusterPath(clusterId),
            repeatable: true,
        });
    }

    private list<T>(
        schema: z.ZodType<OffsetPage<T>>,
        options: CallOptions,
        operation: string,
        path: string,
        filter: object,
    ): AsyncGenerator<T> {
        const page = (offset: number) =>
            this.read(schema, options, operation, path, { ...filter, limit: PAGE_SIZE, offset });
        return offsetPages(page, this.tellUnreadable(operation));
    }

    protected read<T>(
        schema: z.ZodType<T>,
        options: CallOptions,
        operation: string,
        path: string,
        query?: Call["query"],
    ): Promise<T> {
        return this.call(schema, options, {
            operation,
            method: "GET",
            path,
            repeatable: true,
            // Only lists are requested with a page size.
            isEverywhere: query?.["limit"] !== undefined,
            ...(query && { query }),
        });
    }

    /** Sends a request with a token, and once more with a new one if CCM rejects the token and a new one exists. */
    private async call<T>(schema: z.ZodType<T>, options: CallOptions, call: Call): Promise<T> {
        const { path, query = {}, ...rest } = call;
        const url = new URL(this.baseUrl + path);
        for (const [name, value] of Object.entries(query)) {
            if (value !== undefined) url.searchParams.set(name, String(value));
        }
        const send = async (token: string) => {
            const headers = rest.body === undefined ? {} : { "Content-Type": "application/json" };
            const answer = await this.exchange(schema, { ...rest, ...options, url: url.href, headers, token });
            if (answer.serverTime !== undefined) this.clockOffsetMs = answer.serverTime - this.clock.now();
            return answer.value;
        };
        const tokenBy = options.deadline ?? options.lastRetryAt;
        const token = await this.token(tokenBy);
        try {
            return await send(token);
        } catch (error) {
            const isSafe = call.repeatable || whatAnswerProves(error).kind === "refused";
            if (!isUnauthorized(error) || !isSafe || !this.tokens.invalidate(token)) throw error;
            return send(await this.token(tokenBy));
        }
    }

    private token(deadline: number | undefined): Promise<string> {
        return this.tokens.token(deadline).catch((error: unknown) => {
            throw error instanceof CcmError ? new CcmCredentialError(error) : error;
        });
    }
}

function clusterPath(clusterId: string): string {
    return `/clusters/${encodeURIComponent(clusterId)}`;
}

function runPath(runId: string, operation: string): string {
    return `/workflow_runs/${encodeURIComponent(runId)}/${operation}`;
}
