/*
 * What a journal file says, and how: lines of JSON, each after a line break. An entry says all there is, and takes the place
 * of the ones before it; a confirmation after it says of one of its runs that it is in state. A line that a crash has cut
 * short is passed over, and takes nothing away from the ones before.
 *
 * Program and plugin process both read it, so it is light: the program imports it.
 */

/**
 * So long a run that is in state is remembered, in milliseconds, so that nobody takes it for his own start with a lost
 * answer: an update that was interrupted looks for that at the next one, which may be days later.
 */
const KEPT_MS = 30 * 24 * 3600_000;

/** As much of a record as has to be known here. */
interface Start {
    readonly runId?: string | undefined;
    readonly confirmed?: boolean | undefined;
    readonly sentAt?: { readonly wall?: number | undefined } | undefined;
}

interface Entry {
    readonly starts: readonly Start[];
}

export function entryLine(entry: object): string {
    return `\n${JSON.stringify(entry)}`;
}

export function confirmationLine(runId: string): string {
    return `\n${JSON.stringify({ confirmed: runId })}`;
}

/** What a file's text comes to, unchecked but for being an entry. */
export function entryOf(text: string): Entry | undefined {
    const confirmed: string[] = [];
    for (const line of text.split("\n").reverse()) {
        const said = parse(line);
        if (typeof said.confirmed === "string") confirmed.push(said.confirmed);
        if (Array.isArray(said.starts)) return confirmed.reduce(withConfirmed, said as Entry);
    }
    return undefined;
}

/** The records of a resource once one of its runs has been seen in state; the same ones when that is no news. */
export function confirmStart<T extends Start>(starts: readonly T[], runId: string): readonly T[] {
    const isUnconfirmed = (start: Start) => start.runId === runId && start.confirmed !== true;
    if (!starts.some(isUnconfirmed)) return starts;
    return starts.map((start) => (isUnconfirmed(start) ? { ...start, confirmed: true } : start));
}

/** Whether nobody has to know of it any more. */
export function isPast({ confirmed, sentAt }: Start, now: number): boolean {
    return confirmed === true && now - (sentAt?.wall ?? 0) > KEPT_MS;
}

function withConfirmed(entry: Entry, runId: string): Entry {
    return { ...entry, starts: confirmStart(entry.starts, runId) };
}

function parse(line: string): { readonly confirmed?: unknown; readonly starts?: unknown } {
    try {
        return (JSON.parse(line) as object | null) ?? {};
    } catch {
        return {};
    }
}
