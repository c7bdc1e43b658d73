import { appendFileSync, readdirSync, readFileSync, unlinkSync } from "node:fs";
import { basename, join } from "node:path";
import { isOfSameStack, type Journal, messageOf, type NotedStart, recordKey, type StartRecord } from "../core";
import { appendToFile, removeFile, replaceFile } from "./durableFile";
import { entryLine, readEntry, withoutRecord } from "./journalFile";
import { backendUrl, journalKey } from "./journalFolder";
import { problemOfOwnFile, problemOfPrivateFolder } from "./privateFolder";
import { SentStarts } from "./sentStarts";

/** Maximum age of a record in milliseconds. Older ones belong to stacks that do not exist any more. */
const KEPT_MS = 30 * 24 * 3600_000;

/**
 * The start journal: a folder with a file for each open create. Only the process of a create, or a recovery after it
 * has ended, writes to its file. A process that sees the run in state deletes it.
 */
export class StartJournal {
    private isUsable: boolean | undefined;
    private hasFailed = false;
    private backend: string | undefined;
    /** Stamps of the recorded creates, by file name. */
    private listed: Map<string, string> | undefined;
    private readonly byStamp = new Map<string, string>();
    private readonly sent: SentStarts;

    constructor(
        readonly folder: string,
        private readonly environment: NodeJS.ProcessEnv,
        private readonly warn: (text: string) => void,
    ) {
        this.sent = new SentStarts(folder);
    }

    /** The journal as one resource sees it. */
    of(urn: string): Journal {
        const journal = this as StartJournal;
        return {
            get isPersistent() {
                return !journal.hasFailed && journal.isOpen();
            },
            location: journal.folder,
            pathOf: (record) => join(journal.folder, journal.fileOf(urn, record)),
            sending: (stamp) => journal.sent.sending(stamp),
            unsent: async (stamps) => journal.sent.unsent(stamps),
            forgetSent: async (open) => journal.sent.forget(journal.stackKey(urn), open, KEPT_MS),
            read: async (stamps) => journal.read(urn, stamps),
            ofStack: async (stamps) => journal.ofStack(urn, stamps),
            write: (record, other = urn) => journal.write(other, record),
            note: (record) => journal.note(urn, record),
            remove: (record) => journal.remove(urn, record),
            others: async () => journal.others(urn),
        };
    }

    /**
     * Prepares for creates of a stack by a process.
     *
     * @param urn URN of any resource of the stack
     */
    begin(urn: string, process: string): void {
        if (this.isOpen()) this.sent.begin(this.stackKey(urn), process);
    }

    /** Deletes the record of a create whose run is in state. Cheap if there is none. */
    settle(stamp: string): void {
        const name = this.nameOf(stamp);
        if (name !== undefined) this.unlink(name);
    }

    /** Whether the folder can be used. */
    private isOpen(): boolean {
        if (this.isUsable === undefined) {
            try {
                const problem = problemOfPrivateFolder(this.folder);
                if (problem !== undefined) this.fail(problem);
                this.isUsable = problem === undefined;
            } catch (error) {
                this.isUsable = false;
                this.fail(`${codeOf(error)} at ${this.folder}`);
            }
        }
        return this.isUsable;
    }

    private fail(problem: string): void {
        this.hasFailed = true;
        this.warn(
            `cannot keep the start journal (${problem}): without it, a \`pulumi up\` that is killed is recovered from the state of ` +
                "the stack alone. Set fortanix-ccm:journalDir to a folder that can be written to.",
        );
    }

    /** The files when this process first used the folder, and those that it has written since. */
    private names(): Map<string, string> {
        if (this.listed === undefined) {
            this.listed = new Map();
            this.byStamp.clear();
            let names: string[] = [];
            try {
                names = readdirSync(this.folder).filter((name) => name.endsWith(".json"));
            } catch {
                // There is no folder yet.
            }
            for (const name of names) this.list(name);
        }
        return this.listed;
    }

    private list(name: string): void {
        const stamp = stampOf(name);
        this.names().set(name, stamp);
        this.byStamp.set(stamp, name);
    }

    private nameOf(stamp: string): string | undefined {
        return this.names().size === 0 ? undefined : this.byStamp.get(stamp);
    }

    private keyOf(urn: string): string {
        return journalKey(urn, (this.backend ??= backendUrl(this.environment)));
    }

    private stackKey(urn: string): string {
        return this.keyOf(stackPrefix(urn)).slice(0, 16);
    }

    private read(urn: string, stamps: readonly string[]): readonly NotedStart[] {
        const isOwn = this.belongsTo(urn);
        const own = [...this.names()].filter(([name, stamp]) => isOwn(name) || stamps.includes(stamp));
        return own.flatMap(([name]) => this.readFile(name));
    }

    private ofStack(urn: string, stamps: readonly string[]): readonly NotedStart[] {
        return [...this.names()].flatMap(([name, stamp]) => {
            const isPending = stamps.includes(stamp);
            const isHere = (note: NotedStart) => isOfSameStack(note.urn, urn) && this.belongsTo(note.urn)(name);
            return this.readOther(name, !isPending).filter((note) => isPending || isHere(note));
        });
    }

    /** @throws Error that names the file */
    private readFile(name: string): readonly NotedStart[] {
        const path = join(this.folder, name);
        const fail = (what: string): never => {
            throw new Error(
                `the start journal's file ${path} cannot be read: ${what}. It may record a run that was started ` +
                    "and is not in the state, so nothing was started. Look at the newest runs in CCM, then " +
                    "delete the file.",
            );
        };
        const problem = problemOfOwnFile(path);
        if (problem !== undefined) fail(problem);
        let text: string;
        try {
            text = readFileSync(path, "utf8");
        } catch (error) {
            if (codeOf(error) === "ENOENT") return [];
            return fail(codeOf(error));
        }
        try {
            return readEntry(text);
        } catch (error) {
            return fail(messageOf(error));
        }
    }

    private others(urn: string): readonly NotedStart[] {
        // Other processes may have written files.
        this.listed = undefined;
        return this.namesOfOthers(urn).flatMap((name) => this.readOther(name));
    }

    private namesOfOthers(urn: string): readonly string[] {
        const isOwn = this.belongsTo(urn);
        return [...this.names().keys()].filter((name) => !isOwn(name));
    }

    /** Reads another resource's file. An unreadable one causes a warning, because it fails only its own resource. */
    private readOther(name: string, mayGo = true): readonly NotedStart[] {
        try {
            const noted = this.readFile(name);
            if (mayGo && noted.every(({ record }) => isPast(record))) this.unlink(name);
            return noted;
        } catch (error) {
            this.warn(messageOf(error));
            return [];
        }
    }

    private belongsTo(urn: string): (name: string) => boolean {
        const key = this.keyOf(urn);
        return (name) => name === `${key}.json` || name.startsWith(`${key.slice(0, 16)}-`);
    }

    private fileOf(urn: string, record: StartRecord): string {
        const first = `${this.keyOf(urn)}.json`;
        if (record.stamp === undefined && this.names().has(first)) return first;
        return this.newFileOf(urn, record);
    }

    /**
     * File name of a record, which does not change when its resource is renamed: `<16 hex>-<stamp>.json`. The stamp
     * consists of time, process, journal and endpoint; `stampOf` returns it.
     */
    private newFileOf(urn: string, record: StartRecord): string {
        const known = record.stamp === undefined ? undefined : this.nameOf(record.stamp);
        if (known !== undefined) return known;
        return `${this.keyOf(urn).slice(0, 16)}-${recordKey(record)}.json`;
    }

    private async write(urn: string, record: StartRecord): Promise<void> {
        if (!this.isOpen()) return;
        const name = this.newFileOf(urn, record);
        try {
            const path = join(this.folder, name);
            const isThere = this.names().has(name);
            await (isThere
                ? appendToFile(path, entryLine(urn, record), true)
                : replaceFile(path, entryLine(urn, record)));
            this.list(name);
            if (record.stamp === undefined) await this.removeFirst(urn, record);
        } catch (error) {
            this.fail(`${codeOf(error)} at ${this.folder}`);
        }
    }

    private note(urn: string, record: StartRecord): void {
        const name = this.fileOf(urn, record);
        if (!this.names().has(name)) return;
        try {
            appendFileSync(join(this.folder, name), entryLine(urn, record));
        } catch {
            // A note is useful, but not required.
        }
    }

    private async remove(urn: string, record: StartRecord): Promise<void> {
        if (record.stamp === undefined) await this.removeFirst(urn, record);
        const name = this.newFileOf(urn, record);
        if (!this.names().has(name)) return;
        this.unlist(name);
        // The next update would search for a remaining record's run, and might find another resource's.
        await removeFile(join(this.folder, name)).catch((error: unknown) =>
            this.fail(`${codeOf(error)} at ${join(this.folder, name)}`),
        );
    }

    /** Removes a record from the resource's version 1 file, if there is one. */
    private async removeFirst(urn: string, record: StartRecord): Promise<void> {
        const name = `${this.keyOf(urn)}.json`;
        if (!this.names().has(name)) return;
        const path = join(this.folder, name);
        try {
            const left = withoutRecord(readFileSync(path, "utf8"), record);
            if (left === undefined) this.unlink(name);
            else await replaceFile(path, left);
        } catch {
            // The next read reports what is wrong with the file.
        }
    }

    private unlist(name: string): void {
        this.listed?.delete(name);
        this.byStamp.delete(stampOf(name));
    }

    private unlink(name: string): void {
        this.unlist(name);
        try {
            unlinkSync(join(this.folder, name));
        } catch {
            // Another process has deleted it.
        }
    }
}

/** Stack and project of a URN. Names of existing files depend on this form. */
function stackPrefix(urn: string): string {
    return urn.split("::").slice(0, 2).join("::");
}

function isPast({ sentAt }: StartRecord): boolean {
    return Date.now() - sentAt.wall > KEPT_MS;
}

/** The stamp of the create in a file's name. */
function stampOf(name: string): string {
    return basename(name, ".json").replace(/^[0-9a-f]*-?/, "");
}

function codeOf(error: unknown): string {
    return (error as NodeJS.ErrnoException).code ?? "unknown error";
}
