import { isDeepStrictEqual } from "node:util";
import { oneLine, type Redact, type Run } from "../ccm";

/** Version of the outputs' shape; raised when a reader of state has to tell shapes apart. */
const STATE_VERSION = 1;
/** What the service says about a run is kept up to this many characters: state is not a log. */
const MAX_DETAIL = 1000;

/** The outputs that describe the run itself, apart from the inputs that stand beside them in state. */
export const RUN_OUTPUTS = [
    "runId",
    "runStatus",
    "createdAt",
    "groupId",
    "currentGraphVersion",
    "effectiveDeployment",
    "clusterData",
    "statusDetail",
    "stateVersion",
    "__waiting",
    "__endSeenAt",
] as const;

export type RunOutputs = Partial<Record<(typeof RUN_OUTPUTS)[number], unknown>>;

/** The outputs that an answer of the service gives. What it leaves out is left as `previous` has it. */
export function runOutputs(run: Run, redact: Redact, previous: RunOutputs = {}): RunOutputs {
    const { statusDetail: lastDetail, ...kept } = previous;
    const unchanged = previous.runStatus === run.status ? lastDetail : undefined;
    return {
        ...kept,
        ...withoutUndefined({
            runId: run.runId,
            runStatus: run.status,
            createdAt: toIsoTime(run.createdAtMs),
            groupId: run.groupId,
            // These may repeat a secret input, and Pulumi marks an output as secret only where it has the input's name.
            currentGraphVersion: redactStrings(run.graphVersion, redact),
            effectiveDeployment: redactStrings(run.deployment, redact),
            clusterData: redactStrings(run.clusterData, redact),
            statusDetail: statusDetail(run.detail, redact) ?? unchanged,
            stateVersion: STATE_VERSION,
        }),
    };
}

function redactStrings(value: unknown, redact: Redact): unknown {
    if (typeof value === "string") return redact(value);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, redactStrings(member, redact)]));
}

/** It holds one object under the orchestrator's name; the name says nothing that the deployment does not say. */
function statusDetail(detail: Run["detail"], redact: Redact): string | undefined {
    const parts = Object.values(detail ?? {}).filter((part) => part !== null && !isDeepStrictEqual(part, {}));
    return parts.length === 0
        ? undefined
        : oneLine(parts.map((part) => redact(JSON.stringify(part))).join(" "), MAX_DETAIL);
}

function toIsoTime(milliseconds: number | undefined): string | undefined {
    const time = new Date(milliseconds ?? NaN);
    return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}

function withoutUndefined<T extends object>(object: T): T {
    return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T;
}
