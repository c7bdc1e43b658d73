import { z } from "zod";
import { isRecord } from "../values";
import { type Fact, listField, numberField, periodText, reasonText, textField } from "./fields";

/*
 * Facts about Jobs and Pods as returned by the Kubernetes API server, of any version: conditions, counts, container
 * states and times.
 */

const metadata = z.object({ name: textField }).nullish().catch(undefined);

const conditions = listField(
    z.object({
        type: z.string(),
        status: textField,
        reason: textField,
        message: textField,
        lastTransitionTime: textField,
    }),
);

const job = z
    .object({
        metadata,
        status: z.object({
            conditions,
            active: numberField,
            ready: numberField,
            succeeded: numberField,
            failed: numberField,
            startTime: textField,
            completionTime: textField,
        }),
    })
    .transform(({ metadata: about, status }) => ({ name: about?.name ?? undefined, ...status }));

/** In order of relevance, since several may be true: Kubernetes 1.31 sets two for each outcome. */
const JOB_CONDITIONS = ["Failed", "FailureTarget", "Complete", "SuccessCriteriaMet", "Suspended"];

/** The fact about a Job; `undefined` if the object is not a Job. */
export function jobFact(object: unknown): Fact | undefined {
    if (!isRecord(object) || !isRecord(object["status"])) return undefined;
    const { data } = job.safeParse(object);
    if (data === undefined || !looksLikeJob(object, data)) return undefined;
    const { name, active, succeeded, failed, startTime, completionTime } = data;
    const met = JOB_CONDITIONS.map((type) =>
        data.conditions.find((condition) => condition.type === type && condition.status === "True"),
    ).find((condition) => condition !== undefined);
    const state =
        met === undefined ? "" : [met.type, reasonText(met.reason, undefined, met.message)].filter(Boolean).join(", ");
    const isReady = !active || data.ready !== 0;
    const counts = `${active ?? 0} active${isReady ? "" : " (none ready)"}, ${succeeded ?? 0} succeeded, ${failed ?? 0} failed`;
    // A failed Job has no completion time, only the time of its condition.
    const end = completionTime ?? (met?.type === "Failed" ? met.lastTransitionTime : undefined);
    const facts = [state, counts, periodText(startTime, end)].filter((part) => part !== "");
    return {
        text: `Job${name === undefined ? "" : ` ${name}`}: ${facts.join("; ")}`,
        isWrong: met !== undefined && WRONG_CONDITIONS.includes(met.type),
        isSummary: true,
    };
}

const WRONG_CONDITIONS = ["Failed", "FailureTarget", "Suspended"];

/** The kind may be missing if only the object itself was passed on. */
function looksLikeJob(object: unknown, { conditions: met, active, succeeded, failed }: z.infer<typeof job>): boolean {
    const { kind } = object as { kind?: unknown };
    if (typeof kind === "string") return kind === "Job";
    const hasCounts = [active, succeeded, failed].some((count) => typeof count === "number");
    return hasCounts || met.some(({ type }) => JOB_CONDITIONS.includes(type));
}

const state = z
    .object({
        waiting: z.object({ reason: textField, message: textField }).nullish().catch(undefined),
        terminated: z
            .object({ reason: textField, message: textField, exitCode: numberField })
            .nullish()
            .catch(undefined),
    })
    .nullish()
    .catch(undefined);

const containers = listField(z.object({ name: z.string(), state, lastState: state }));

const pod = z
    .object({
        metadata,
        status: z.object({
            phase: z.string(),
            reason: textField,
            message: textField,
            conditions,
            containerStatuses: containers,
            initContainerStatuses: containers,
        }),
    })
    .transform(({ metadata: about, status }) => ({ name: about?.name ?? "", ...status }));

export interface PodFact extends Fact {
    readonly name: string;
}

/** The fact about a Pod, without its name; `undefined` if it is not a Pod. `text` is empty if nothing is noteworthy. */
export function podFact(object: unknown): PodFact | undefined {
    if (!looksLikePod(object)) return undefined;
    const { data } = pod.safeParse(object);
    if (data === undefined) return undefined;
    const unscheduled = data.conditions.find(({ type, status }) => type === "PodScheduled" && status === "False");
    const facts = [
        reasonText(data.reason, undefined, data.message),
        reasonText(unscheduled?.reason, undefined, unscheduled?.message),
        ...data.initContainerStatuses.map((container) => containerFact(container, "init container", false)),
        ...data.containerStatuses.map((container) => containerFact(container, "container", data.phase === "Succeeded")),
    ].filter((part) => part !== "");
    return { name: data.name, text: facts.join("; "), isWrong: facts.length > 0 && data.phase !== "Succeeded" };
}

/** Items of a list have no kind of their own, and other objects have phases as well. */
function looksLikePod(object: unknown): boolean {
    if (!isRecord(object) || !isRecord(object["status"])) return false;
    const { kind, status } = object;
    return typeof kind === "string" ? kind === "Pod" : POD_PHASES.includes(String(status["phase"]));
}

const POD_PHASES = ["Pending", "Running", "Succeeded", "Failed", "Unknown"];

/** Waiting reasons that are not a problem. */
const USUAL_WAITS = ["ContainerCreating", "PodInitializing"];

function containerFact(
    { name, state: now, lastState }: z.infer<typeof containers>[number],
    what: string,
    tellsSuccess: boolean,
): string {
    const waits = now?.waiting;
    const waiting =
        waits && !USUAL_WAITS.includes(waits.reason ?? "") ? reasonText(waits.reason, undefined, waits.message) : "";
    const ended = terminatedText(now?.terminated, tellsSuccess);
    const before = terminatedText(lastState?.terminated, false);
    // While a container restarts, the reason for its last termination matters.
    const facts = [waiting, ended, ended === "" && before !== "" ? `before that ${before}` : ""];
    const text = facts.filter((part) => part !== "").join("; ");
    return text === "" ? "" : `${what} ${name}: ${text}`;
}

function terminatedText(terminated: NonNullable<z.infer<typeof state>>["terminated"], tellsSuccess: boolean): string {
    if (!terminated || (terminated.exitCode === 0 && !tellsSuccess)) return "";
    return reasonText(terminated.reason, terminated.exitCode, terminated.message);
}
