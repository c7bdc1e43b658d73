import {
    closeSync,
    constants,
    openSync,
    readdirSync,
    readFileSync,
    statSync,
    unlinkSync,
    writeFileSync,
    writeSync,
} from "node:fs";
import { join } from "node:path";
import { messageOf, parseStamp } from "../core";

const ENDING = ".sent";

/**
 * Records which starts were about to be sent, in a file for each plugin process, beside the records of the journal. A
 * create has sent nothing if its process has a file that does not name it. A missing file or record proves nothing:
 * folders are copied, restored and cleared.
 */
export class SentStarts {
    private file: string | undefined;

    constructor(private readonly folder: string) {}

    /**
     * Creates the file of this process, before its first create.
     *
     * @param stack 16 hex digits that identify the stack
     */
    begin(stack: string, process: string): void {
        if (this.file !== undefined) return;
        const file = join(this.folder, `${stack}-${process}${ENDING}`);
        try {
            writeFileSync(file, "", { flag: "wx", mode: 0o600 });
            this.file = file;
        } catch {
            // Recovery then searches for the runs of its creates.
        }
    }

    /**
     * Records that a start is about to be sent.
     *
     * @throws Error if the file would still prove that it was not: nothing may be sent then
     */
    sending(stamp: string): void {
        const { file } = this;
        if (file === undefined) return;
        try {
            // Never created again: the starts before this one would be missing.
            const descriptor = openSync(file, constants.O_WRONLY | constants.O_APPEND);
            try {
                writeSync(descriptor, `${stamp}\n`);
            } finally {
                closeSync(descriptor);
            }
        } catch (error) {
            this.file = undefined;
            this.mustBeGone(file, error);
        }
    }

    /** The stamps, among those given, of creates that have certainly sent nothing. */
    unsent(stamps: readonly string[]): ReadonlySet<string> {
        const names = this.names();
        return new Set(
            stamps.filter((stamp) => {
                const process = parseStamp(stamp)?.process;
                const name = names.find((one) => process !== undefined && one.endsWith(`-${process}${ENDING}`));
                return name !== undefined && this.read(name)?.includes(stamp) === false;
            }),
        );
    }

    /**
     * Deletes the files of a stack's processes that have no open create.
     *
     * @param open stamps of open creates
     * @param keptMs age in milliseconds from which files of other stacks are deleted as well
     */
    forget(stack: string, open: readonly string[], keptMs: number): void {
        const processes = open.map((stamp) => parseStamp(stamp)?.process);
        for (const name of this.names()) {
            const [of, process] = name.slice(0, -ENDING.length).split("-");
            const path = join(this.folder, name);
            if (path === this.file || processes.includes(process)) continue;
            try {
                if (of === stack || Date.now() - statSync(path).mtimeMs > keptMs) unlinkSync(path);
            } catch {
                // Another process has deleted it.
            }
        }
    }

    private names(): readonly string[] {
        try {
            return readdirSync(this.folder).filter((name) => name.endsWith(ENDING));
        } catch {
            return [];
        }
    }

    private read(name: string): readonly string[] | undefined {
        try {
            return readFileSync(join(this.folder, name), "utf8").split("\n");
        } catch {
            return undefined;
        }
    }

    private mustBeGone(file: string, cause: unknown): void {
        try {
            unlinkSync(file);
        } catch (error) {
            if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
            throw new Error(
                `cannot record in ${file} that a start request is sent (${messageOf(cause)}), and cannot delete ` +
                    "the file. No run was started. Delete the file, then run `pulumi up` again.",
            );
        }
    }
}
