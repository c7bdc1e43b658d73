import { isDeepStrictEqual } from "node:util";
import type { Run } from "../../ccm";
import { normalRunId } from "../../contract/runId";
import { shownLine } from "../../contract/shownText";
import { detailText, shownDetail } from "../orchestrator/orchestratorDetail";
import { mapTexts } from "../values";

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

type Shown = (text: string) => string;

/**
 * The outputs that an answer of the service gives. What it leaves out is left as `previous` has it.
 *
 * @param shown a text as the state may have it; any of them may repeat a secret input, and Pulumi marks an output as secret only
 * where it has the input's name
 */
export function runOutputs(run: Run, shown: Shown, previous: RunOutputs = {}): RunOutputs {
    const { statusDetail: lastDetail, ...kept } = previous;
    const unchanged = previous.runStatus === run.status ? mapTexts(lastDetail, shown) : undefined;
    const said = shownDetail(run.detail, shown);
    // As earlier versions wrote it: written otherwise, it would be a change of the stack.
    const isFormer = unchanged !== undefined && unchanged === cutDetail(formerText(said), shown);
    const facts = {
        ...kept,
        ...withoutUndefined({
            runId: isSameId(previous.runId, run.runId) ? previous.runId : run.runId,
            runStatus: run.status,
            createdAt: toIsoTime(run.createdAtMs),
            groupId: run.groupId,
            currentGraphVersion: run.graphVersion,
            effectiveDeployment: run.deployment,
            clusterData: run.clusterData,
            stateVersion: STATE_VERSION,
        }),
    };
    const statusDetail = (isFormer ? undefined : cutDetail(detailText(said), shown)) ?? unchanged;
    return { ...shownOutputs(facts, shown), ...withoutUndefined({ statusDetail }) };
}

/** The spelling that a state has of an id stays: another one would be a change of the stack. */
function isSameId(known: unknown, id: string): boolean {
    return typeof known === "string" && normalRunId(known) === id;
}

/** What an earlier version of the package has left in the state is made fit for it as well. */
export function shownOutputs(outputs: RunOutputs, shown: Shown): RunOutputs {
    return mapTexts(outputs, shown) as RunOutputs;
}

/** What went wrong comes first: the rest is cut. Secrets are masked before that. */
function cutDetail(text: string, shown: Shown): string | undefined {
    return text === "" ? undefined : shownLine(shown(text), MAX_DETAIL);
}

function formerText(said: Readonly<Record<string, unknown>>): string {
    return Object.values(said)
        .filter((part) => part !== null && !isDeepStrictEqual(part, {}))
        .map((part) => JSON.stringify(part))
        .join(" ");
}

function toIsoTime(milliseconds: number | undefined): string | undefined {
    const time = new Date(milliseconds ?? NaN);
    return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}

function withoutUndefined<T extends object>(object: T): T {
    return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T;
}
