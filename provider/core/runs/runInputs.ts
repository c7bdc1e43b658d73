import { z } from "zod";
import { FINISHED_STATUSES } from "../../contract/runStatus";
import { durationMs, formatDuration, parseDuration } from "../text";
import {
    checkProperties,
    type CheckResult,
    duration,
    exactlyOne,
    graphVersion,
    nonEmpty,
    object,
    parseProperties,
    type Problem,
    type Properties,
    uuid,
} from "../validation";
import { isRecord, isUnknown } from "../values";
import { plainValueProblems } from "./plainValues";

/**
 * The inputs of a run, after Pulumi has resolved them. Inputs are validated only by these schemas; `WorkflowRunArgs` is
 * their type in a program, and a type test keeps the two consistent.
 *
 * Problem texts never quote a value: it may be a secret.
 */

export const WAIT_FOR = ["NONE", "RUNNING", "SUCCEEDED"] as const;
export type WaitFor = (typeof WAIT_FOR)[number];
export const IF_ACTIVE = ["start", "adopt", "refuse"] as const;
export type IfActive = (typeof IF_ACTIVE)[number];

const deployment = exactlyOne({
    kubernetesSingleJob: object({ namespace: nonEmpty, clusterId: uuid }).optional(),
    aciSingleJob: object({ clusterId: uuid, deploymentLocation: nonEmpty.optional() }).optional(),
});

const exposedPort = object({
    port: z.int("must be a whole number").min(1, "must be at least 1").max(65535, "must be at most 65535"),
    protocol: z.enum(["Tcp", "Udp"]),
});

const appDeployment = exactlyOne({
    kubernetes: object({ jobSpec: z.record(z.string(), z.unknown()) }).optional(),
    aci: object({
        exposedPorts: z.array(exposedPort).optional(),
        envVars: z.record(z.string(), z.string()).optional(),
    }).optional(),
});

export const workflowRunInputs = object({
    graphId: uuid,
    graphVersion,
    deployment: deployment.optional(),
    runtimeConfigs: z.record(nonEmpty, object({ deployment: appDeployment })).optional(),
    triggers: z.unknown().optional(),
    waitFor: z.enum(WAIT_FOR).default("RUNNING"),
    // No default: states of version 0.1.0 do not have this input, so a default would show as a change.
    ifActive: z.enum(IF_ACTIVE).optional(),
    adoptRunId: uuid.optional(),
    rerunOn: z.array(z.enum(FINISHED_STATUSES)).default(["FAILED"]),
    stopOnDelete: z.boolean().default(true),
    timeouts: object({
        start: duration.default("15m"),
        finish: duration.default("24h"),
        stop: duration.default("15m"),
    }).prefault({}),
});

/** How long to wait for a run to stop, in milliseconds, according to the `timeouts` of a state. */
export function parseStopLimit(timeouts: unknown): number {
    const schema = workflowRunInputs.shape.timeouts;
    const parsed = schema.safeParse(timeouts);
    return durationMs((parsed.success ? parsed.data : schema.parse({})).stop);
}

export type WorkflowRunInputs = z.infer<typeof workflowRunInputs>;

/**
 * Validates the inputs of a run and fills in defaults. Accepts unknown values at any path. Sends no requests.
 *
 * @param maxRequestsPerSecond if known: a time limit must leave time for a request
 */
export function checkWorkflowRun(news: Properties, maxRequestsPerSecond = Infinity): CheckResult {
    const { inputs, problems } = checkProperties(workflowRunInputs, news, withDefaults);
    const asTheyAre = ["runtimeConfigs", "triggers"].flatMap((name) => plainValueProblems(news[name], [name]));
    return { inputs, problems: [...problems, ...asTheyAre, ...tooShort(inputs["timeouts"], maxRequestsPerSecond)] };
}

function tooShort(timeouts: unknown, maxRequestsPerSecond: number): Problem[] {
    const pauseMs = 1000 / maxRequestsPerSecond;
    const entries = isRecord(timeouts) ? Object.entries(timeouts) : [];
    const limitMs = (value: unknown) => (typeof value === "string" ? parseDuration(value) : undefined) ?? Infinity;
    return entries
        .filter(([, value]) => limitMs(value) < pauseMs)
        .map(([name]) => ({
            path: ["timeouts", name],
            text: `is shorter than the ${formatDuration(pauseMs)} between two requests: raise it, or maxRequestsPerSecond`,
        }));
}

/**
 * Parses the inputs of a run, all of which must be known and valid.
 *
 * @throws Error that lists the problems. `check` has accepted these inputs, so a value that was unknown then is
 * invalid.
 */
export function parseInputs(properties: Properties): WorkflowRunInputs {
    return parseProperties(workflowRunInputs, properties);
}

/** Fills in defaults that zod could not because a value is not known yet. */
function withDefaults(inputs: Properties): Properties {
    const { timeouts, graphVersion } = inputs;
    const defaults = workflowRunInputs.pick({ waitFor: true, rerunOn: true, stopOnDelete: true, timeouts: true });
    const filled = defaults.parse({});
    return {
        ...filled,
        ...inputs,
        ...(typeof graphVersion === "number" ? { graphVersion: String(graphVersion) } : {}),
        ...(isUnknown(timeouts) ? {} : { timeouts: { ...filled.timeouts, ...(timeouts as object | undefined) } }),
    };
}

/**
 * What a create is about to do, as one status line. The operation shown on the row tells whether the resource is new or
 * replaced.
 *
 * @param inputs validated, with placeholders for unknown values
 */
export function startReason({ graphId, graphVersion, adoptRunId, ifActive }: Properties): string {
    const graph = `graph ${shown(graphId)}, version ${shown(graphVersion)}`;
    if (adoptRunId !== undefined) return `takes over run ${shown(adoptRunId)} of ${graph} (adoptRunId)`;
    switch (ifActive) {
        case "adopt":
            return `takes over an active run of ${graph}, or starts one (ifActive)`;
        case "refuse":
            return `starts a run of ${graph}, unless one is active (ifActive)`;
        default:
            return `starts a run of ${graph}`;
    }
}

function shown(value: unknown): string {
    return isUnknown(value) || typeof value !== "string" ? "not known yet" : value;
}
