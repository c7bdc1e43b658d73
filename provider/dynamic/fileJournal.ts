import { mkdirSync, readFileSync, unlinkSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { journalEntry, type Journal, type StartRecord } from "../lifecycle";
import { appendToFile, removeFile, replaceFile } from "./durableFile";
import { entryLine, entryOf, isPast } from "./journalText";

/** A file that is longer, in characters, is replaced: nothing else ever takes lines away. */
const LONG = 64 * 1024;

/** The journal of one resource as a file. What goes wrong with it is told, once a process, and goes no further. */
export class FileJournal implements Journal {
    isLasting = true;
    private length = 0;

    constructor(
        readonly place: string,
        private readonly urn: string,
        private readonly warn: (text: string) => void,
    ) {}

    /** At once: the engine compares one run after another, and one small file is read in less time than a thread takes it. */
    async read(): Promise<readonly StartRecord[]> {
        return this.recordsIn(this.textOf(this.place) ?? "");
    }

    async write(starts: readonly StartRecord[]): Promise<void> {
        try {
            if (starts.length === 0) {
                await removeFile(this.place);
                return;
            }
            // On some systems this fails where the folder is there. Whether it can be used shows next.
            attempt(() => mkdirSync(dirname(this.place), { recursive: true, mode: 0o700 }));
            const line = entryLine({ version: 1, urn: this.urn, starts });
            await (this.length > LONG ? replaceFile : appendToFile)(this.place, line);
        } catch (error) {
            this.isLasting = false;
            this.warn(
                `cannot keep the start journal (${codeOf(error)} at ${dirname(this.place)}): a run whose \`pulumi up\` is killed ` +
                    "will not be found again. Set fortanix-ccm:journalDir to a folder that can be written to.",
            );
        }
    }

    /** At once, too: what is past must not be gone on with between the look at it and its removal. */
    async others(): Promise<readonly { urn: string; record: StartRecord }[]> {
        const folder = dirname(this.place);
        const names = await readdir(folder).catch(() => []);
        const paths = names
            .map((name) => join(folder, name))
            .filter((path) => path.endsWith(".json") && path !== this.place);
        return paths.flatMap((path) => {
            const entry = parse(this.textOf(path) ?? "");
            if (entry === undefined) return [];
            const starts = entry.starts.filter((start) => !isPast(start, Date.now()));
            // Files of resources that are not any more. That one stays for a while longer is no harm.
            if (starts.length === 0) attempt(() => unlinkSync(path));
            return starts.map((record) => ({ urn: entry.urn, record }));
        });
    }

    private recordsIn(text: string): readonly StartRecord[] {
        this.length = text.length;
        // There is no file, or one that a crash has left when it was being made.
        if (text.trim() === "") return [];
        const entry = parse(text);
        if (entry?.urn === this.urn) return entry.starts.filter((start) => !isPast(start, Date.now()));
        this.warn(`the start journal ${this.place} is not one of this resource; it is left out of account`);
        return [];
    }

    private textOf(path: string): string | undefined {
        try {
            return readFileSync(path, "utf8");
        } catch (error) {
            const code = codeOf(error);
            if (code !== "ENOENT" && code !== "ENOTDIR") this.warn(`cannot read the start journal ${path} (${code})`);
            return undefined;
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
    return journalEntry.safeParse(entryOf(text)).data;
}

function codeOf(error: unknown): string {
    return (error as NodeJS.ErrnoException).code ?? "unknown trouble";
}
