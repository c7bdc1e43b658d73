import { isDeepStrictEqual } from "node:util";
import type { Run } from "../../ccm";
import { normalRunId } from "../../contract/runId";
import { shownLine } from "../../contract/shownText";
import { detailText, shownDetail } from "../orchestrator/orchestratorDetail";
import { mapTexts } from "../values";

/** Version of the outputs' format; raised when a reader of the state must distinguish formats. */
const STATE_VERSION = 1;
/** Maximum length of the service's detail in the state, in characters: the state is not a log. */
const MAX_DETAIL = 1000;

/** The outputs that describe the run itself, without the inputs that are next to them in the state. */
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
 * The outputs of a response. Fields that it omits keep their value in `previous`.
 *
 * @param shown masks a text for the state: any text may repeat a secret input, and Pulumi marks an output as secret only
 * if it has the input's name
 */
export function runOutputs(run: Run, shown: Shown, previous: RunOutputs = {}): RunOutputs {
    const { statusDetail: lastDetail, ...kept } = previous;
    const unchanged = previous.runStatus === run.status ? mapTexts(lastDetail, shown) : undefined;
    const said = shownDetail(run.detail, shown);
    // The format of earlier versions: another one would be a change of the stack.
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

/** Keeps the spelling of an id in the state: another one would be a change of the stack. */
function isSameId(known: unknown, id: string): boolean {
    return typeof known === "string" && normalRunId(known) === id;
}

/** Cleans outputs that an earlier version of the package left in the state. */
export function shownOutputs(outputs: RunOutputs, shown: Shown): RunOutputs {
    return mapTexts(outputs, shown) as RunOutputs;
}

/** The problem comes first, since the rest is cut. Secrets are masked before. */
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
