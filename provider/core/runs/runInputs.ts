import { z } from "zod";
import { FINISHED_STATUSES } from "../../ccm";
import { durationMs } from "../text";
import { duration, exactlyOne, nonEmpty, object, uuid } from "../schemaParts";

/**
 * What a person may say about a run, after Pulumi has resolved it. These schemas are the only place where an input is
 * validated; `WorkflowRunArgs` is the same for a program, held to it by a type test.
 *
 * Texts of problems never quote a value: it may be a secret.
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
    graphVersion: z.union([nonEmpty, z.number()], { error: "must be a string" }).transform(String),
    deployment: deployment.optional(),
    runtimeConfigs: z.record(nonEmpty, object({ deployment: appDeployment })).optional(),
    triggers: z.unknown().optional(),
    waitFor: z.enum(WAIT_FOR).default("RUNNING"),
    // No default is filled in for what states of version 0.1.0 do not have: it would show as a change.
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

/** How long a run that is being stopped is waited for, in milliseconds, by the `timeouts` of a state. */
export function parseStopLimit(timeouts: unknown): number {
    const schema = workflowRunInputs.shape.timeouts;
    const parsed = schema.safeParse(timeouts);
    return durationMs((parsed.success ? parsed.data : schema.parse({})).stop);
}

export type WorkflowRunInputs = z.infer<typeof workflowRunInputs>;

/** Properties of the resource that say which run it is: a change of one starts another run. */
export const REPLACING_INPUTS = ["graphId", "graphVersion", "deployment", "runtimeConfigs", "triggers"] as const;
