import { table } from "../table";
import { simulateWaits, USUAL, type WaitCase, type WaitFigures } from "./waits";

export interface WaitRow {
    readonly wait: WaitCase;
    readonly figures: WaitFigures;
    /** What one look at each run each 5 s would have sent. */
    readonly naiveRequests: number;
}

const NAIVE_POLL_SECONDS = 5;

async function rowOf(change: Partial<WaitCase>): Promise<WaitRow> {
    const wait = { ...USUAL, ...change };
    const polls = Math.ceil((wait.minutes * 60) / NAIVE_POLL_SECONDS);
    return { wait, figures: await simulateWaits(wait), naiveRequests: wait.runs * (1 + polls) };
}

export type WaitResults = Readonly<Record<keyof typeof CASES, readonly WaitRow[]>>;

const CASES = {
    usual: [1, 10, 60].flatMap((minutes) => [1, 10, 50, 500].map((runs) => ({ runs, minutes }))),
    together: [10, 500].map((runs) => ({ runs, minutes: 10, maxRequestsPerSecond: 1000 })),
    throttled: [10, 50, 500].flatMap((runs) => [
        { runs },
        { runs, serviceLimit: 5 },
        { runs, maxRequestsPerSecond: 5 },
    ]),
    lagging: [10, 60, 300].flatMap((lagSeconds) => [
        { runs: 500, minutes: 10, lagSeconds },
        { runs: 500, minutes: 60, lagSeconds },
        { runs: 500, minutes: 10, spreadMinutes: 50, lagSeconds },
    ]),
    crowded: [0, 1000, 50_000].map((history) => ({ runs: 50, history })),
    alone: [{ runs: 100, maxRequestsPerSecond: 5, listIsBroken: true }],
} satisfies Record<string, Partial<WaitCase>[]>;

/** Everything that is asked about waiting, on a clock that jumps. */
export async function measureWaits(): Promise<WaitResults> {
    const results: Record<string, WaitRow[]> = {};
    for (const [name, cases] of Object.entries(CASES)) {
        results[name] = [];
        for (const change of cases) results[name].push(await rowOf(change));
    }
    return results as unknown as WaitResults;
}

export const pollsOf = ({ statuses, lists }: WaitFigures) => statuses + lists;
const seconds = (value: number) => value.toFixed(1);
const percent = (value: number) => `${(100 * value).toFixed(0)} %`;

/** Requests and delays; see `WaitFigures` for what the columns are. */
export function usualTable({ usual, together }: WaitResults): string {
    return table(
        [
            "runs",
            "minutes",
            "starts",
            "polls (status + list)",
            "naive",
            "noticed after, s (most)",
            "of what is promised",
        ],
        [...usual, ...together].map(({ wait, figures, naiveRequests }) => [
            wait.maxRequestsPerSecond === USUAL.maxRequestsPerSecond ? wait.runs : `${wait.runs}, started together`,
            wait.minutes,
            figures.starts,
            `${pollsOf(figures)} (${figures.statuses} + ${figures.lists})`,
            naiveRequests,
            `${seconds(figures.noticedAfter)} (${seconds(figures.noticedAfterAtMost)})`,
            percent(figures.ofPromise),
        ]),
    );
}

export function throttledTable({ throttled }: WaitResults): string {
    return table(
        [
            "runs of 10 min",
            "limit",
            "requests",
            "refused",
            "busiest second",
            "all over after, s",
            "noticed after, s (most)",
        ],
        throttled.map(({ wait, figures }) => [
            wait.runs,
            limitOf(wait),
            figures.starts + pollsOf(figures),
            figures.refused,
            figures.busiestSecond,
            seconds(figures.seconds),
            `${seconds(figures.noticedAfter)} (${seconds(figures.noticedAfterAtMost)})`,
        ]),
    );
}

/** What keeps the rate down, in words. */
export function limitOf({ serviceLimit, maxRequestsPerSecond }: WaitCase): string {
    return serviceLimit < Infinity
        ? `the service takes ${serviceLimit}/s`
        : `maxRequestsPerSecond ${maxRequestsPerSecond}`;
}

export function laggingTable({ lagging, crowded, alone }: WaitResults): string {
    return table(
        ["runs", "minutes", "what is odd", "polls (status + list)", "polls of one run", "of what is promised"],
        [...lagging, ...crowded, ...alone].map(({ wait, figures }) => [
            wait.runs,
            wait.spreadMinutes > 0 ? `${wait.minutes} to ${wait.minutes + wait.spreadMinutes}` : wait.minutes,
            oddity(wait),
            `${pollsOf(figures)} (${figures.statuses} + ${figures.lists})`,
            `${figures.fewestPolls} to ${figures.mostPolls}`,
            percent(figures.ofPromise),
        ]),
    );
}

function oddity({ lagSeconds, history, listIsBroken, maxRequestsPerSecond }: WaitCase): string {
    if (listIsBroken) return `the list cannot be read, maxRequestsPerSecond ${maxRequestsPerSecond}`;
    return lagSeconds > 0 ? `the list lags by ${lagSeconds} s` : `${history} older runs in the account`;
}
