import { readFileSync } from "node:fs";
import { mkdir, readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isOpen, journalEntry, type Journal, type StartRecord } from "../lifecycle";
import { removeFile, replaceFile } from "./durableFile";
import { KEPT_MS } from "./journalFolder";

/** The journal of one resource as a file. What goes wrong with it is told, once a process, and goes no further. */
export class FileJournal implements Journal {
    isLasting = true;

    constructor(
        readonly place: string,
        private readonly urn: string,
        private readonly warn: (text: string) => void,
    ) {}

    /** At once: the engine compares one run after another, and one small file is read in less time than a thread takes it. */
    async read(): Promise<readonly StartRecord[]> {
        const text = this.ownText();
        if (text === undefined) return [];
        const entry = parse(text);
        if (entry?.urn === this.urn) return entry.starts;
        this.warn(`the start journal ${this.place} is not one of this resource; it is left out of account`);
        return [];
    }

    async write(starts: readonly StartRecord[]): Promise<void> {
        try {
            if (starts.length === 0) {
                await removeFile(this.place);
                return;
            }
            // Some systems refuse this where the folder is there. Whether it can be used shows next.
            await mkdir(dirname(this.place), { recursive: true, mode: 0o700 }).catch(() => undefined);
            await replaceFile(this.place, JSON.stringify({ version: 1, urn: this.urn, starts }));
        } catch (error) {
            this.isLasting = false;
            this.warn(
                `cannot keep the start journal (${codeOf(error)} at ${dirname(this.place)}): a run whose \`pulumi up\` is killed ` +
                    "will not be found again. Set fortanix-ccm:journalDir to a folder that can be written to.",
            );
        }
    }

    async others(): Promise<readonly { urn: string; record: StartRecord }[]> {
        const folder = dirname(this.place);
        const names = await readdir(folder).catch(() => []);
        const files = names
            .map((name) => join(folder, name))
            .filter((path) => path.endsWith(".json") && path !== this.place);
        const texts = await Promise.all(
            files.map((path) => readFile(path, "utf8").catch((error: unknown) => this.noText(path, error))),
        );
        const entries = texts.map((text) => (text === undefined ? undefined : parse(text)));
        const past = files.filter((_, index) => isPast(entries[index]?.starts ?? []));
        // Files of resources that are not any more. That one stays for a while longer is no harm.
        await Promise.all(past.map((path) => removeFile(path).catch(() => undefined)));
        return entries.flatMap((entry) => entry?.starts.map((record) => ({ urn: entry.urn, record })) ?? []);
    }

    private ownText(): string | undefined {
        try {
            return readFileSync(this.place, "utf8");
        } catch (error) {
            this.noText(this.place, error);
            return undefined;
        }
    }

    private noText(path: string, error: unknown): void {
        const code = codeOf(error);
        if (code !== "ENOENT" && code !== "ENOTDIR") this.warn(`cannot read the start journal ${path} (${code})`);
    }
}

function isPast(starts: readonly StartRecord[]): boolean {
    return starts.length > 0 && starts.every((start) => !isOpen(start) && Date.now() - start.sentAt.wall > KEPT_MS);
}

function parse(text: string) {
    try {
        return journalEntry.safeParse(JSON.parse(text)).data;
    } catch {
        return undefined;
    }
}

function codeOf(error: unknown): string {
    return (error as NodeJS.ErrnoException).code ?? "unknown trouble";
}
