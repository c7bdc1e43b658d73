import { createHash } from "node:crypto";
import { existsSync, readFileSync, renameSync, unlinkSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { backendUrl } from "./backend";

/*
 * Where the start journal is. Program and plugin process both find it by this, so it is light: the program imports it.
 */

/** The configuration key and the environment variable that say where else it is to be. */
export const JOURNAL_DIR = { key: "journalDir", variable: "FORTANIX_CCM_JOURNAL_DIR" } as const;

/** The folder, by the option or in Pulumi's home. What is not an absolute path would mean two places to two processes. */
export function journalFolder(option: string | undefined, environment: NodeJS.ProcessEnv): string {
    const wanted = resolveJournalDir(option, environment);
    if (isAbsolute(wanted)) return wanted;
    const home = environment["PULUMI_HOME"] || join(homedir(), ".pulumi");
    return join(home, "fortanix-ccm", "journal");
}

/** What is asked for, whether or not it can be used; empty when nothing is. */
export function resolveJournalDir(option: string | undefined, environment: NodeJS.ProcessEnv): string {
    return option?.trim() || environment[JOURNAL_DIR.variable]?.trim() || "";
}

/** The file of one resource. Stacks of the same name in two backends have resources of the same URN. */
export function journalFile(folder: string, urn: string, environment: NodeJS.ProcessEnv): string {
    const key = createHash("sha256")
        .update(`${backendUrl(environment)}\n${urn}`)
        .digest("hex")
        .slice(0, 32);
    return join(folder, `${key}.json`);
}

/**
 * So long a run that is in state is remembered, in milliseconds: far longer than a start with a lost answer is looked for,
 * because the clock may be set meanwhile.
 */
export const KEPT_MS = 24 * 3600_000;

interface Start {
    readonly runId?: string | undefined;
    readonly confirmed?: boolean | undefined;
    readonly sentAt?: { readonly wall?: number | undefined } | undefined;
}

/**
 * A resource's id has been read from state: what the journal says about the start of that run has done its work. Never
 * throws. At once, which costs less than a thread of Node's for each call. Program and provider may both do it: they write
 * the same.
 */
export function confirmRun(file: string, runId: string): void {
    if (!existsSync(file)) return;
    try {
        const entry = JSON.parse(readFileSync(file, "utf8")) as { starts: Start[] };
        const starts = confirmStart(entry.starts, runId, Date.now());
        if (starts.length === 0) unlinkSync(file);
        else if (starts !== entry.starts) {
            const draft = `${file}.${process.pid}.confirmed`;
            writeFileSync(draft, JSON.stringify({ ...entry, starts }), { mode: 0o600 });
            renameSync(draft, file);
        }
    } catch {
        // The next operation on the resource looks at it again.
    }
}

/** The records of a resource once one of its runs has been seen in state; the same ones when nothing changes. */
export function confirmStart<T extends Start>(starts: readonly T[], runId: string, now: number): readonly T[] {
    const isOld = ({ confirmed, sentAt }: Start) => confirmed === true && now - (sentAt?.wall ?? 0) > KEPT_MS;
    // One that is confirmed just now is kept whatever its time says: the clock may have been set since.
    const isNew = ({ runId: id, confirmed }: Start) => id === runId && confirmed !== true;
    if (!starts.some((start) => isOld(start) || isNew(start))) return starts;
    return starts
        .filter((start) => !isOld(start))
        .map((start) => (isNew(start) ? { ...start, confirmed: true } : start));
}
