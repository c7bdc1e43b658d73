import type { Run } from "../../ccm";
import type { CompetingStart } from "./decideLostStart";
import type { RunContext } from "./runContext";
import type { PendingStart } from "./runOwnership";
import { type RunSpec, isSameRun, matchRun } from "./runSpec";
import type { Journal } from "./startRecord";
import { isOwnerAlive, type Window, windowOf, windowOfRecord } from "./startWindow";

/** `Date` and `createdAtMs` are whole seconds, and the machines of a service do not agree to the second. */
const CLOCK_MARGIN_MS = 5_000;

export interface PossibleRuns {
    /** Oldest first. */
    readonly matches: readonly string[];
    readonly ambiguous: readonly string[];
}

/** The runs that a start may have led to. Without a time to go by, all that look the same are doubtful. */
export function possibleRuns(
    runs: readonly Run[],
    spec: RunSpec,
    { from, to }: Window,
    isTaken: (runId: string) => boolean = () => false,
): PossibleRuns {
    const possible = runs.filter((run) => matchRun(spec, run) !== "other" && !isTaken(run.runId));
    const inTime = possible.filter((run) => {
        const createdAt = run.createdAtMs;
        if (createdAt === undefined) return true;
        return (from === undefined || createdAt >= from - CLOCK_MARGIN_MS) && createdAt <= to + CLOCK_MARGIN_MS;
    });
    const isMatch = (run: Run) =>
        from !== undefined && run.createdAtMs !== undefined && matchRun(spec, run) === "match";
    const oldestFirst = inTime.sort(
        (a, b) => (a.createdAtMs ?? 0) - (b.createdAtMs ?? 0) || (a.runId < b.runId ? -1 : 1),
    );
    const ids = (kept: Run[]) => kept.map(({ runId }) => runId);
    return {
        matches: ids(oldestFirst.filter(isMatch)),
        ambiguous: ids(oldestFirst.filter((run) => !isMatch(run))),
    };
}

export type CompetingStartUnderWay = CompetingStart & { readonly underWay: boolean };

/** Other starts without an answer to which a run may belong, in the order in which they pick. */
export function competingStartsOf(
    context: RunContext,
    pending: PendingStart,
    others: Awaited<ReturnType<Journal["others"]>>,
    matchesOf: (spec: RunSpec, window: Window) => readonly string[],
): readonly CompetingStartUnderWay[] {
    const { ownership, urn } = context;
    const here = ownership.otherPending(urn);
    const urnsHere = new Set(here.map(([other]) => other));
    const orderOf = (from: number | undefined, key: string) => [from ?? 0, key] as const;
    const ownOrder = orderOf(windowOf(context, pending).from, urn);
    const entries = [
        ...here.map(([other, start]) => ({
            key: other,
            record: start.record,
            window: windowOf(context, start),
            underWay: start.lostAt === undefined,
            isOwned: true,
        })),
        ...others.flatMap(({ urn: other, record }) => {
            if (record.stage !== "requested" || record.endpoint !== context.api.baseUrl || urnsHere.has(other))
                return [];
            const underWay = isOwnerAlive(record, context);
            return [{ key: other, record, window: windowOfRecord(context, record), underWay, isOwned: underWay }];
        }),
    ];
    return entries
        .map(({ key, record, window, underWay, isOwned }) => {
            const order = orderOf(window.from, key);
            return {
                matches: matchesOf(record.wanted, window),
                sameRun: isSameRun(record.wanted, pending.record.wanted),
                goesFirst: isOwned && (order[0] < ownOrder[0] || (order[0] === ownOrder[0] && key < urn)),
                underWay,
                order,
            };
        })
        .filter(({ matches }) => matches.length > 0)
        .sort((a, b) => a.order[0] - b.order[0] || (a.order[1] < b.order[1] ? -1 : 1));
}
