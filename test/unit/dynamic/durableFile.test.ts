import assert from "node:assert/strict";
import { appendToFile, removeFile, replaceFile, type FileCalls } from "../../../provider/dynamic/durableFile";

class PowerLoss extends Error {}

interface FileOnDisk {
    text: string;
    /** What was written through. */
    synced: string;
}

/**
 * A disk that keeps only what was written through: the content of a file once the file was synced, its name once the
 * folder was. The power goes after so many system calls.
 */
class Disk {
    private readonly names = new Map<string, FileOnDisk>();
    private durableNames = new Map<string, FileOnDisk>();
    private readonly opened: (FileOnDisk | "folder")[] = [];
    calls = 0;

    constructor(private readonly callsLeft: number) {}

    /** What the file says after the power has come back. */
    textOf(path: string): string | undefined {
        return this.durableNames.get(path)?.synced;
    }

    private call(): void {
        this.calls += 1;
        if (this.calls > this.callsLeft) throw new PowerLoss();
    }

    private file(descriptor: number): FileOnDisk {
        const file = this.opened[descriptor];
        if (file === undefined || file === "folder") throw new Error("not a file");
        return file;
    }

    readonly fileCalls = {
        openSync: (path: string, flag: string) => {
            this.call();
            if (flag === "r") return this.opened.push("folder") - 1;
            const there = this.names.get(path) ?? { text: "", synced: "" };
            if (flag === "w") there.text = "";
            this.names.set(path, there);
            return this.opened.push(there) - 1;
        },
        fstatSync: (descriptor: number) => ({ size: this.file(descriptor).text.length }),
        writeFileSync: (descriptor: number, text: string) => {
            this.call();
            this.file(descriptor).text += text;
        },
        fsync: async (descriptor: number) => {
            this.call();
            if (this.opened[descriptor] === "folder") this.durableNames = new Map(this.names);
            else this.file(descriptor).synced = this.file(descriptor).text;
        },
        closeSync: () => this.call(),
        rename: async (from: string, to: string) => {
            this.call();
            const file = this.names.get(from);
            if (file !== undefined) this.names.set(to, file);
            this.names.delete(from);
        },
        unlink: async (path: string) => {
            this.call();
            this.names.delete(path);
        },
    } as unknown as FileCalls;
}

const PATH = "folder/entry.json";

describe("a journal file under power loss", () => {
    for (const [what, write, both] of [
        ["replaced", replaceFile, "new"],
        ["added to", appendToFile, "oldnew"],
    ] as const) {
        it(`that is ${what} holds the old text or the new one, whichever system call the power goes after`, async () => {
            const whole = new Disk(Infinity);
            await appendToFile(PATH, "old", whole.fileCalls);
            const first = whole.calls;
            await write(PATH, "new", whole.fileCalls);
            for (let calls = first; calls <= whole.calls; calls++) {
                const disk = new Disk(calls);
                await appendToFile(PATH, "old", disk.fileCalls);
                const isDone = await write(PATH, "new", disk.fileCalls).then(
                    () => true,
                    () => false,
                );
                const text = disk.textOf(PATH);
                assert.ok(text === "old" || text === both, `after ${calls} calls: ${text}`);
                if (isDone && calls === whole.calls) assert.equal(text, both);
            }
        });

        it(`that is ${what} is on the disk once that is done, though it was not there before`, async () => {
            const disk = new Disk(Infinity);
            await write(PATH, "new", disk.fileCalls);
            assert.equal(disk.textOf(PATH), "new");
        });
    }

    it("is not asked for its folder when it was there before", async () => {
        const disk = new Disk(Infinity);
        await appendToFile(PATH, "old", disk.fileCalls);
        const first = disk.calls;
        await appendToFile(PATH, "new", disk.fileCalls);
        assert.equal(disk.calls - first, 4, "open, write, sync, close");
    });

    it("is removed once, and again without a complaint", async () => {
        const missing = Object.assign(new Error("gone"), { code: "ENOENT" });
        const calls = { unlink: () => Promise.reject(missing) } as unknown as FileCalls;
        await removeFile(PATH, calls);
    });

    it("that cannot be written says so", async () => {
        const calls = {
            openSync: () => {
                throw Object.assign(new Error("full"), { code: "ENOSPC" });
            },
        } as unknown as FileCalls;
        await assert.rejects(replaceFile(PATH, "text", calls), { code: "ENOSPC" });
        await assert.rejects(appendToFile(PATH, "text", calls), { code: "ENOSPC" });
    });
});
