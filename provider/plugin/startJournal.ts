import { mkdirSync, readFileSync, unlinkSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isOpen, type Journal, journalEntry, type StartRecord } from "../core";
import { appendToFile, removeFile, replaceFile } from "./durableFile";
import { entryLine, entryOf, isPast } from "./journalText";

/** A file with more characters is replaced: nothing else takes lines away. */
const REPLACED_ABOVE = 64 * 1024;
/** Of the runs in state so many are remembered, the newest: a resource may be replaced many times a day. */
const MOST_CONFIRMED = 100;

/** The journal of one resource as a file. What goes wrong with it is told, once a process, and goes no further. */
export class StartJournal implements Journal {
    isPersistent = true;
    private length = 0;
    /** Whether the folder's entry of the file has been written through. */
    private isNamed = false;

    constructor(
        readonly location: string,
        private readonly urn: string,
        private readonly warn: (text: string) => void,
    ) {}

    /** Synchronously: the engine compares one run after another, and one small file is read before a thread would begin. */
    async read(): Promise<readonly StartRecord[]> {
        return this.recordsIn(this.textOf(this.location));
    }

    async write(starts: readonly StartRecord[]): Promise<void> {
        try {
            if (starts.length === 0) {
                await removeFile(this.location);
                [this.length, this.isNamed] = [0, false];
                return;
            }
            // On some systems this fails where the folder is there. Whether it can be used shows next.
            attempt(() => mkdirSync(dirname(this.location), { recursive: true, mode: 0o700 }));
            const line = entryLine({ version: 1, urn: this.urn, starts });
            const isLong = this.length > REPLACED_ABOVE;
            await (isLong ? replaceFile(this.location, line) : appendToFile(this.location, line, this.isNamed));
            [this.length, this.isNamed] = [line.length + (isLong ? 0 : this.length), true];
        } catch (error) {
            this.isPersistent = false;
            this.warn(
                `cannot keep the start journal (${codeOf(error)} at ${dirname(this.location)}): a run whose \`pulumi up\` is killed ` +
                    "will not be found again. Set fortanix-ccm:journalDir to a folder that can be written to.",
            );
        }
    }

    async others(): Promise<readonly { urn: string; record: StartRecord }[]> {
        const folder = dirname(this.location);
        const names = await readdir(folder).catch(() => []);
        const paths = names
            .map((name) => join(folder, name))
            .filter((path) => path.endsWith(".json") && path !== this.location);
        return paths.flatMap((path) => {
            const entry = parse(this.textOf(path));
            if (entry === undefined) return [];
            // Files of resources that are not any more. That one stays for a while longer is no harm.
            if (entry.starts.every((start) => isPast(start, Date.now()))) attempt(() => unlinkSync(path));
            return entry.starts.map((record) => ({ urn: entry.urn, record }));
        });
    }

    private recordsIn(text: string): readonly StartRecord[] {
        this.length = text.length;
        // There is no file, or one that a crash has left when it was being made.
        if (text.trim() === "") return [];
        const entry = parse(text);
        if (entry?.urn === this.urn) {
            const known = entry.starts.filter((start) => !isPast(start, Date.now()));
            const confirmed = known.filter((start) => !isOpen(start)).slice(-MOST_CONFIRMED);
            return known.filter((start) => isOpen(start) || confirmed.includes(start));
        }
        this.warn(
            `the start journal ${this.location} is not one of this resource, or was cut short when it was made; it is left out of account`,
        );
        return [];
    }

    /** Empty where there is no file. */
    private textOf(path: string): string {
        try {
            return readFileSync(path, "utf8");
        } catch (error) {
            const code = codeOf(error);
            if (code !== "ENOENT" && code !== "ENOTDIR") this.warn(`cannot read the start journal ${path} (${code})`);
            return "";
        }
    }
}

function attempt(act: () => void): void {
    try {
        act();
    } catch {
        return;
    }
}

/** The entry of a file's text, if it is one of ours. */
function parse(text: string) {
    try {
        return journalEntry.safeParse(entryOf(text)).data;
    } catch {
        return undefined;
    }
}

function codeOf(error: unknown): string {
    return (error as NodeJS.ErrnoException).code ?? "unknown trouble";
}
