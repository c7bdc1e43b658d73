import { CcmConnectionError } from "../../provider/ccm/errors";
import type { HttpAnswer, HttpRequest, Transport } from "../../provider/ccm/transport";
import { Principals } from "../../simulator/principals";
import { Problem } from "../../simulator/problem";
import { listBody, liveRun, statusBody } from "../../simulator/runRoutes";
import { seed } from "../../simulator/seed";
import { resolveStart } from "../../simulator/startRules";
import { World, type Run, type StartRequest } from "../../simulator/world";
import { VirtualClock } from "../support/virtualClock";

export type Operation = "startRun" | "runStatus" | "stopRun" | "listRuns" | "other";

/** A fault of one request. */
export interface RequestFault {
    readonly operation: Operation;
    /** Affects the nth request of this kind from now on. */
    readonly nth: number;
    /** Before or after the service acts; `late`: a gateway has given up, and the service acts after that. */
    readonly when: "before" | "after" | "late";
    /** `page…`: a page of a proxy in place of the service's response; `otherId`: the response names an existing run. */
    readonly kind:
        | "reset"
        | "silence"
        | "cut"
        | "html"
        | "page403"
        | "page429"
        | "otherId"
        | 401
        | 403
        | 429
        | 500
        | 502
        | 503
        | 504;
    /** Additional processing time of the service, in milliseconds. */
    readonly takesMs: number;
}

export interface StartedRun {
    readonly run: Run;
    /** Mark of the requester in its runtime configuration; `foreign` for a run of another client. */
    readonly mark: string;
}

/** Delays after which the service may act once its gateway has given up. */
const LATE_MS = [20_000, 30_000, 45_000, 58_000];

const HTML = "<!doctype html><html><body>Bad gateway</body></html>";

/** The simulator's `World` without sockets: requests take virtual time, and faults follow a plan. */
export class VirtualService {
    private ids = 0;
    readonly world = new World(() => `00000000-0000-4000-8000-${String((this.ids += 1)).padStart(12, "0")}`);
    readonly clock: VirtualClock;
    /** Every start that took effect, in order; invariants are checked against it. */
    readonly started: StartedRun[] = [];
    /** Called before a start takes effect. */
    onStart: (mark: string) => void = () => undefined;
    requests: Record<Operation, number> = { startRun: 0, runStatus: 0, stopRun: 0, listRuns: 0, other: 0 };
    private refusedUntil = 0;
    /** Maximum number of requests per second; others get 429. */
    maxPerSecond = Infinity;
    refusedForRate = 0;
    /** Offset of the gateway's clock from CCM's, in milliseconds; `undefined` if it sends no time. */
    gatewayAheadMs: number | undefined = 0;
    /** A run of a resource in state, which a response may name by mistake. */
    heldRun: () => Run | undefined = () => undefined;
    /** Faults of lists: repeated rows, or a row that is missing for a while. */
    list: { repeats: boolean; hides: { runId: string; untilMs: number } | undefined } = {
        repeats: false,
        hides: undefined,
    };
    /** An operation that the service answers with 500. */
    broken: Operation | undefined;
    /** Number of requests to `/status`, by run. */
    readonly reader = new Map<string, number>();
    /** Number of requests by second of the virtual time. */
    readonly perSecond = new Map<number, number>();
    private faults: { fault: RequestFault; calls: number }[] = [];
    private latency = 0;

    constructor() {
        this.world.clock.setSpeed(0);
        // The service's clock differs from ours.
        this.world.clock.step((Date.UTC(2026, 0, 1, 1) - this.world.clock.now()) / 1000);
        seed(this.world, new Principals(this.world));
        this.clock = new VirtualClock({ moves: "whileRun", onAdvance: (ms) => this.world.clock.step(ms / 1000) });
    }

    setFaults(faults: readonly RequestFault[]): void {
        this.faults = faults.map((fault) => ({ fault, calls: 0 }));
    }

    /** Rejects the credential for this time, in milliseconds. */
    refuseFor(ms: number): void {
        this.refusedUntil = this.clock.now() + ms;
    }

    active(): StartedRun[] {
        return this.started.filter(({ run }) => !this.world.isOver(run));
    }

    start(request: StartRequest): Run {
        const mark = markOf(request);
        this.onStart(mark);
        const run = this.world.addRun(request, resolveStart(this.world, request));
        this.started.push({ run, mark });
        return run;
    }

    /** HTTP for one process. Requests in flight when it dies still reach the service. */
    transport(isAlive: () => boolean): Transport {
        return async (request) => {
            const never = new Promise<never>(() => undefined);
            if (!isAlive()) return never;
            try {
                const answer = await this.exchange(request);
                return isAlive() ? answer : await never;
            } catch (error) {
                if (!isAlive()) return never;
                throw error;
            }
        };
    }

    private async exchange(request: HttpRequest): Promise<HttpAnswer> {
        const operation = operationOf(request);
        this.requests[operation] += 1;
        const second = Math.floor(this.clock.now() / 1000);
        const inSecond = (this.perSecond.get(second) ?? 0) + 1;
        this.perSecond.set(second, inSecond);
        if (inSecond > this.maxPerSecond) {
            this.refusedForRate += 1;
            const answer = this.json(429, { message: "Too many requests" });
            return { ...answer, headers: { ...answer.headers, "retry-after": "1" } };
        }
        const fault = this.nextFault(operation);
        this.latency = (this.latency + 37) % 150;
        const takesMs = 20 + this.latency + (fault?.takesMs ?? 0);
        const work = this.carryOut(request, operation, fault, takesMs);
        const limit = this.clock.sleep(request.timeoutMs).then((): never => {
            throw new CcmConnectionError(request.operation, `cannot ${request.operation}: no answer`, "TIMEOUT", true);
        });
        limit.catch(() => undefined);
        return Promise.race([work, limit]);
    }

    private async carryOut(
        request: HttpRequest,
        operation: Operation,
        fault: RequestFault | undefined,
        takesMs: number,
    ): Promise<HttpAnswer> {
        await this.clock.sleep(takesMs);
        if (this.clock.now() < this.refusedUntil) return this.json(401, { message: "Invalid or expired token" });
        if (operation === this.broken) return this.json(500, { message: "simulated 500" });
        const before = this.heldRun();
        const isLate = fault?.when === "late";
        if (isLate)
            this.clock.after(LATE_MS[takesMs % LATE_MS.length] ?? 0, () => void this.handle(request, operation));
        const answer = fault?.when === "before" || isLate ? this.json(200, {}) : this.handle(request, operation);
        await this.clock.sleep(10);
        if (fault === undefined) return answer;
        switch (fault.kind) {
            case "reset":
                throw new CcmConnectionError(request.operation, "the connection broke", "ECONNRESET", true);
            case "silence":
                return new Promise(() => undefined);
            case "cut":
                return { ...answer, body: answer.body.slice(0, answer.body.length / 2) };
            case "html":
                return { ...answer, status: 200, body: HTML };
            case "page403":
            case "page429":
                return { ...answer, status: Number(fault.kind.slice(4)), body: HTML };
            case "otherId":
                return before === undefined ? answer : this.json(200, statusBody(this.world, before));
            default:
                return this.json(fault.kind, { message: `simulated ${fault.kind}` });
        }
    }

    private nextFault(operation: Operation): RequestFault | undefined {
        const due = this.faults.filter(({ fault }) => fault.operation === operation);
        for (const entry of due) entry.calls += 1;
        return due.find(({ fault, calls }) => calls === fault.nth)?.fault;
    }

    private handle({ url, body }: HttpRequest, operation: Operation): HttpAnswer {
        const { pathname, searchParams } = new URL(url);
        const runId = pathname.split("/").at(-2) ?? "";
        try {
            switch (operation) {
                case "startRun":
                    return this.json(200, statusBody(this.world, this.start(JSON.parse(body ?? "") as StartRequest)));
                case "runStatus":
                    this.reader.set(runId, (this.reader.get(runId) ?? 0) + 1);
                    return this.json(200, statusBody(this.world, liveRun(this.world, runId)));
                case "stopRun": {
                    const run = liveRun(this.world, runId);
                    if (this.world.isOver(run)) throw new Problem(400, "Workflow run is not active");
                    this.world.stop(run);
                    return this.json(200, statusBody(this.world, run));
                }
                case "other":
                    // Logs and names of applications: only used in messages.
                    return this.json(404, { message: "Not found" });
                case "listRuns":
                    return this.json(200, this.listed(listBody(this.world, Object.fromEntries(searchParams))));
            }
        } catch (error) {
            if (error instanceof Problem) return this.json(error.statusCode, { message: error.message });
            throw error;
        }
    }

    private listed(body: ReturnType<typeof listBody>) {
        const { repeats, hides } = this.list;
        const isHidden = (runId: string) => hides?.runId === runId && this.clock.now() < hides.untilMs;
        const rows = body.workflow_runs.filter(({ run_id }) => !isHidden(run_id));
        return { ...body, workflow_runs: repeats ? rows.flatMap((row) => [row, row]) : rows };
    }

    private json(status: number, body: unknown): HttpAnswer {
        const ahead = this.gatewayAheadMs;
        const date = ahead === undefined ? {} : { date: new Date(this.world.clock.now() + ahead).toUTCString() };
        return { status, body: JSON.stringify(body), headers: { "content-type": "application/json", ...date } };
    }
}

function operationOf({ method, url }: HttpRequest): Operation {
    const { pathname } = new URL(url);
    if (pathname.endsWith("/status")) return "runStatus";
    if (pathname.endsWith("/stop")) return "stopRun";
    if (!pathname.endsWith("/workflow_runs")) return "other";
    return method === "POST" ? "startRun" : "listRuns";
}

/** The mark of the requester in a run, in a place that CCM never shows. */
export function markOf({ runtime_configs }: StartRequest): string {
    const [config] = Object.values(runtime_configs ?? {});
    const spec: { mark?: string } | undefined = config?.deployment?.kubernetes?.job_spec;
    return spec?.mark ?? "foreign";
}
