import { z } from "zod";
import { isDeepStrictEqual } from "node:util";
import { normalRunId } from "../contract/runId";
import { startRecord, type NotedStart, type StartRecord } from "../core";

/*
 * Format of a journal file: lines of JSON, each after a line break, of which the last one counts. A line that a crash
 * has truncated is skipped. Since version 2 a file belongs to one create. Files of version 1, one for each resource,
 * must always remain readable.
 */

const entry = z.object({ version: z.literal(2), urn: z.string(), start: startRecord });

const firstEntry = z.object({ version: z.literal(1), urn: z.string(), starts: z.array(startRecord) });

export function entryLine(urn: string, start: StartRecord): string {
    return `\n${JSON.stringify({ version: 2, urn, start })}`;
}

/** @throws Error that says what is wrong with the file, for the user who inspects it */
export function readEntry(text: string): readonly NotedStart[] {
    const lines = text.split("\n").map(parseLine);
    const last = lines.findLast((line) => line !== undefined && line.confirmed === undefined);
    if (last === undefined) throw new Error("it contains no complete record");
    if (last.version === 1) {
        const { urn, starts } = firstEntry.parse(last);
        const confirmed = lines.slice(lines.indexOf(last)).map((line) => line?.confirmed);
        return starts.map((record) => ({ urn, record: withConfirmed(record, confirmed) }));
    }
    if (last.version !== 2) throw new Error("it was written by a later version of pulumi-fortanix-ccm");
    const parsed = entry.safeParse(last);
    if (!parsed.success) throw new Error("its format is unknown to this version");
    return [{ urn: parsed.data.urn, record: parsed.data.start }];
}

/** The text of a version 1 file without one of its records; `undefined` if all others are confirmed. */
export function withoutRecord(text: string, record: StartRecord): string | undefined {
    const noted = readEntry(text);
    const left = noted.map((note) => note.record).filter((other) => !isSameStart(other, record));
    return left.every(isConfirmed)
        ? undefined
        : `\n${JSON.stringify({ version: 1, urn: noted[0]?.urn, starts: left })}`;
}

function isConfirmed(record: StartRecord): boolean {
    return record.stage === "started" && record.confirmed === true;
}

function isSameStart(a: StartRecord, b: StartRecord): boolean {
    return a.endpoint === b.endpoint && isDeepStrictEqual(a.sentAt, b.sentAt);
}

/** In version 1 the runs that are in state were recorded in lines of their own. */
function withConfirmed(record: StartRecord, confirmed: readonly unknown[]): StartRecord {
    return record.stage === "started" &&
        confirmed.some((id) => typeof id === "string" && normalRunId(id) === record.runId)
        ? { ...record, confirmed: true }
        : record;
}

interface Line {
    readonly version?: unknown;
    readonly confirmed?: unknown;
}

function parseLine(line: string): Line | undefined {
    try {
        const said = JSON.parse(line) as unknown;
        return typeof said === "object" && said !== null ? said : undefined;
    } catch {
        return undefined;
    }
}
