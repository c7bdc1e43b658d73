import type { FastifyInstance } from "fastify";
import type { Faults, Fault } from "./faults";
import type { Principals } from "./principals";
import { Problem } from "./problem";
import type { RateLimit } from "./rateLimit";
import type { RequestLog } from "./requestLog";
import { DEFAULT_SCRIPT, ENDINGS, type Ending, type Script } from "./script";
import { applySeedFile, type SeedFile, seedFile } from "./seedFile";
import type { Run, World } from "./world";

/** Path prefix of the control API, which needs no token. */
export const CONTROL_PREFIX = "/_sim";

export interface ControlledParts {
    readonly world: World;
    readonly principals: Principals;
    readonly faults: Faults;
    readonly log: RequestLog;
    readonly rateLimit: RateLimit;
}

const nullableSeconds = { type: ["number", "null"], minimum: 0 };
const script = {
    type: "object",
    additionalProperties: false,
    properties: {
        pendingSeconds: nullableSeconds,
        runningSeconds: nullableSeconds,
        outcome: { enum: ["SUCCEEDED", "FAILED"] },
        reason: { type: "string" },
        generic: { type: "object" },
        logsGeneric: { type: "object" },
        logs: { type: "object", additionalProperties: { type: "string" } },
        unknown: {
            type: "object",
            additionalProperties: false,
            required: ["afterSeconds", "forSeconds"],
            properties: { afterSeconds: { type: "number" }, forSeconds: nullableSeconds },
        },
        stoppingSeconds: nullableSeconds,
        purgeAfterSeconds: nullableSeconds,
        echoSpecs: { type: "boolean" },
    },
};

const fault = {
    type: "object",
    additionalProperties: false,
    required: ["operation", "when", "kind"],
    properties: {
        operation: { type: "string" },
        nth: { type: "integer", minimum: 1 },
        times: { type: "integer", minimum: 1 },
        when: { enum: ["before", "after"] },
        kind: { enum: ["reset", "delay", "status", "html", "cut"] },
        delayMs: { type: "integer", minimum: 0 },
        status: { type: "integer", minimum: 200, maximum: 599 },
        body: {},
        headers: { type: "object", additionalProperties: { type: "string" } },
    },
};

const change = { type: ["object", "null"], additionalProperties: false, properties: { status: { enum: ENDINGS } } };

export function addControlRoutes(app: FastifyInstance, parts: ControlledParts): void {
    addScriptRoutes(app, parts.world);
    addRunControlRoutes(app, parts.world);

    app.post<{ Body: Fault }>("/faults", { schema: { body: fault } }, async (request) => {
        parts.faults.set(request.body);
        return {};
    });
    app.delete("/faults", async () => {
        parts.faults.clear();
        return {};
    });

    app.put<{ Body: SeedFile }>("/seed", { schema: { body: seedFile } }, async (request) => {
        applySeedFile(parts.world, parts.principals, request.body);
        return {};
    });

    app.get("/requests", async () => ({ requests: parts.log.all(), underWay: parts.log.underWay() }));
    app.delete("/requests", async () => {
        parts.log.clear();
        return {};
    });

    app.put<{ Body: { speed?: number; stepSeconds?: number } }>("/clock", async (request) => {
        const { speed, stepSeconds } = request.body;
        if (speed !== undefined) parts.world.clock.setSpeed(speed);
        if (stepSeconds !== undefined) parts.world.clock.step(stepSeconds);
        return { now: parts.world.clock.now(), speed: parts.world.clock.speed };
    });

    app.put<{ Body: { seconds?: number; expireNow?: boolean } }>("/tokens", async (request) => {
        if (request.body.seconds !== undefined) parts.principals.tokenSeconds = request.body.seconds;
        if (request.body.expireNow === true) parts.principals.expireMinted();
        return {};
    });

    app.put<{ Body: { perSecond: number | null } }>("/rate-limit", async (request) => {
        parts.rateLimit.perSecond = request.body.perSecond ?? undefined;
        return {};
    });
}

function addScriptRoutes(app: FastifyInstance, world: World): void {
    app.put<{ Params: { graphId: string }; Body: Partial<Script> }>(
        "/scripts/:graphId",
        { schema: { body: script } },
        async (request) => {
            const full = { ...DEFAULT_SCRIPT, ...request.body };
            if (request.params.graphId === "default") world.defaultScript = full;
            else world.scripts.set(request.params.graphId, full);
            return full;
        },
    );
}

function addRunControlRoutes(app: FastifyInstance, world: World): void {
    app.get("/runs", async () => ({
        runs: [...world.runs.values()].map((run) => ({
            runId: run.runId,
            status: world.statusOf(run),
            request: run.request,
            kept: world.isKept(run),
        })),
    }));

    type Change = {
        Params: { runId: string; change: string };
        Body: { status?: Ending } | null;
    };
    app.post<Change>("/runs/:runId/:change", { schema: { body: change } }, async (request) => {
        const run = findRun(world, request.params.runId);
        switch (request.params.change) {
            case "end":
                world.end(run, request.body?.status ?? "SUCCEEDED");
                break;
            case "stop":
                world.stop(run);
                break;
            case "purge":
                run.purged = true;
                break;
            case "forget":
                run.forgotten = true;
                break;
            default:
                throw new Problem(404, "end, stop, purge or forget");
        }
        return { status: world.statusOf(run) };
    });
}

function findRun(world: World, runId: string): Run {
    const run = world.runs.get(runId);
    if (run === undefined) throw new Problem(404, "no such run");
    return run;
}
