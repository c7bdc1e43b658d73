import {
    SEED,
    startSimulator,
    type Fault,
    type LoggedRequest,
    type RunStatus,
    type Script,
    type SeedFile,
    type Simulator,
    type SimulatorOptions,
} from "fortanix-ccm-simulator";
import { ExchangeCheck } from "../wire/exchangeCheck";

export interface SimulatedRun {
    readonly runId: string;
    readonly status: RunStatus;
    readonly request: Record<string, unknown>;
    readonly kept: boolean;
}

/**
 * Default deployment of CCM for tests: `undefined` is a stand-alone one with a token; the matrix sets either one, with
 * an app's key, tokens that expire after a minute, and only the header `Authentication`.
 */
export const servedAs = process.env["TEST_SERVED_AS"] as "armor" | "standalone" | undefined;

function simulatorOf(deployment: typeof servedAs): SimulatorOptions {
    return deployment === undefined ? {} : { deployment, authHeader: "authentication" };
}

/** A simulator and its control API, for tests. */
export class Ccm implements AsyncDisposable {
    private constructor(
        private readonly simulator: Simulator,
        /** Value of `TEST_CLOCK` for processes whose clock runs at this simulator's speed: see `pacedClock.cjs`. */
        readonly clock: string,
        private readonly check: ExchangeCheck,
        private readonly authHeader: string,
    ) {}

    static async start(given: SimulatorOptions = {}): Promise<Ccm> {
        const options = { ...simulatorOf(servedAs), ...given };
        const began = Date.now();
        let basePath = "";
        const check = new ExchangeCheck(() => basePath);
        const simulator = await startSimulator({ ...options, onExchange: check.check });
        basePath = new URL(simulator.baseUrl).pathname;
        return new Ccm(simulator, `${began} ${options.speed ?? 1}`, check, options.authHeader ?? "authorization");
    }

    get url(): string {
        return this.simulator.url;
    }

    /** Closes the simulator. @throws Error if an exchange violated the description of CCM's API */
    async close(): Promise<void> {
        await this.simulator.close();
        this.check.finish();
    }

    /** `await using ccm = await Ccm.start()` closes it at the end of the block. */
    [Symbol.asyncDispose](): Promise<void> {
        return this.close();
    }

    script(script: Partial<Script>, graphId = "default"): Promise<unknown> {
        return this.send("PUT", `/scripts/${graphId}`, script);
    }

    /** Replaces the built-in graphs, clusters or credentials. */
    seed(file: SeedFile): Promise<unknown> {
        return this.send("PUT", "/seed", file);
    }

    fault(fault: Fault): Promise<unknown> {
        return this.send("POST", "/faults", fault);
    }

    clearFaults(): Promise<unknown> {
        return this.send("DELETE", "/faults");
    }

    step(seconds: number): Promise<unknown> {
        return this.send("PUT", "/clock", { stepSeconds: seconds });
    }

    tokens(change: { seconds?: number; expireNow?: boolean }): Promise<unknown> {
        return this.send("PUT", "/tokens", change);
    }

    rateLimit(perSecond: number | null): Promise<unknown> {
        return this.send("PUT", "/rate-limit", { perSecond });
    }

    end(runId: string, status: "SUCCEEDED" | "FAILED" | "TERMINATED"): Promise<unknown> {
        return this.send("POST", `/runs/${runId}/end`, { status });
    }

    change(runId: string, change: "stop" | "purge" | "forget"): Promise<unknown> {
        return this.send("POST", `/runs/${runId}/${change}`, {});
    }

    async runs(): Promise<readonly SimulatedRun[]> {
        return ((await this.send("GET", "/runs")) as { runs: SimulatedRun[] }).runs;
    }

    /** Requests, oldest first, optionally of one operation. Without those for the credential, in the matrix. */
    async requests(operation?: string): Promise<readonly LoggedRequest[]> {
        const answer = (await this.send("GET", "/requests")) as { requests: LoggedRequest[] };
        const isCredential = (request: LoggedRequest) =>
            request.operation === "mintToken" || (request.status === 401 && request.authHeader === "authorization");
        const requests = answer.requests.filter((request) => servedAs === undefined || !isCredential(request));
        return operation === undefined ? requests : requests.filter((request) => request.operation === operation);
    }

    /** Starts a foreign run, which no stack knows. */
    async startForeign(change: Readonly<Record<string, unknown>> = {}): Promise<string> {
        const body = {
            graph_id: SEED.graphId,
            graph_version: "2",
            deployment: { kubernetes_single_job: { namespace: "scoring", cluster_id: SEED.kubernetesClusterId } },
            ...change,
        };
        return ((await this.call("POST", "/workflow_runs", body)) as { run: { run_id: string } }).run.run_id;
    }

    /** Sends a request as another client, a Writer. */
    async call(method: string, path: string, body?: unknown): Promise<unknown> {
        const response = await fetch(this.simulator.baseUrl + path, {
            method,
            headers: {
                [this.authHeader]: `Bearer ${SEED.writerToken}`,
                ...(body !== undefined && { "content-type": "application/json" }),
            },
            ...(body !== undefined && { body: JSON.stringify(body) }),
        });
        const text = await response.text();
        if (!response.ok) throw new Error(`the simulator answered ${response.status}: ${text}`);
        return text === "" ? undefined : JSON.parse(text);
    }

    /** Number of requests of an operation in flight. */
    async underWay(operation: string): Promise<number> {
        const { underWay } = (await this.send("GET", "/requests")) as { underWay: string[] };
        return underWay.filter((one) => one === operation).length;
    }

    forgetRequests(): Promise<unknown> {
        return this.send("DELETE", "/requests");
    }

    private async send(method: string, path: string, body?: unknown): Promise<unknown> {
        const response = await fetch(this.simulator.controlUrl + path, {
            method,
            ...(body === undefined
                ? {}
                : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
        });
        const text = await response.text();
        if (!response.ok) throw new Error(`the simulator's control API answered ${response.status}: ${text}`);
        return JSON.parse(text);
    }
}
