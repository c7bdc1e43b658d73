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
 * Which starts were about to be sent: a file for each plugin process, beside the records of the journal. Of a create whose process
 * has a file that does not name it, nothing was sent. That a file or a record is not there proves nothing: folders are copied,
 * restored and cleared.
 */
export class SentStarts {
    private file: string | undefined;

    constructor(private readonly folder: string) {}

    /**
     * This process is about to begin creates.
     *
     * @param stack 16 hex digits that stand for the stack
     */
    begin(stack: string, process: string): void {
        if (this.file !== undefined) return;
        const file = join(this.folder, `${stack}-${process}${ENDING}`);
        try {
            writeFileSync(file, "", { flag: "wx", mode: 0o600 });
            this.file = file;
        } catch {
            // Then its creates are looked for.
        }
    }

    /** A start is about to be sent. @throws Error when the file would go on saying that it was not: nothing may be sent then */
    sending(stamp: string): void {
        const { file } = this;
        if (file === undefined) return;
        try {
            // Never made anew: the starts before this one would be missing.
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

    /** Which of some creates have certainly sent nothing. */
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
     * Takes away the files of a stack's processes that have left no create open.
     *
     * @param open the stamps of those that are
     * @param keptMs of stacks that nobody updates any more, files go after so long
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
                // Another process was quicker.
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
                `cannot note in ${file} that a start is sent (${messageOf(cause)}), nor delete it: delete it, then run \`pulumi up\` ` +
                    "again. No run was started.",
            );
        }
    }
}
