import assert from "node:assert/strict";
import { removeFile, replaceFile, type FileCalls } from "../../../provider/dynamic/durableFile";

class PowerLoss extends Error {}

/**
 * A disk that keeps only what was written through: the content of a file once the file was synced, its name once the
 * folder was. The power goes after so many system calls.
 */
class Disk {
    /** By name, on the disk: the text, or `undefined` for content that was never written through. */
    readonly durable = new Map<string, string | undefined>();
    private readonly names = new Map<string, { text: string; synced: string | undefined }>();
    calls = 0;

    constructor(private readonly callsLeft: number) {}

    private call(): void {
        this.calls += 1;
        if (this.calls > this.callsLeft) throw new PowerLoss();
    }

    private syncFolder(): void {
        this.durable.clear();
        for (const [name, { synced }] of this.names) this.durable.set(name, synced);
    }

    readonly fileCalls = {
        open: async (path: string) => {
            this.call();
            const isFolder = !path.includes(".");
            const file = { text: "", synced: undefined as string | undefined };
            if (!isFolder) this.names.set(path, file);
            return {
                writeFile: async (text: string) => {
                    this.call();
                    file.text = text;
                },
                sync: async () => {
                    this.call();
                    if (isFolder) this.syncFolder();
                    else file.synced = file.text;
                },
                close: async () => this.call(),
            };
        },
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
    it("holds the old text or the new one, whichever system call the power goes after", async () => {
        const whole = new Disk(Infinity);
        await replaceFile(PATH, "old", whole.fileCalls);
        const first = whole.calls;
        await replaceFile(PATH, "new", whole.fileCalls);
        for (let calls = first; calls <= whole.calls; calls++) {
            const disk = new Disk(calls);
            await replaceFile(PATH, "old", disk.fileCalls);
            const isDone = await replaceFile(PATH, "new", disk.fileCalls).then(
                () => true,
                () => false,
            );
            const text = disk.durable.get(PATH);
            assert.ok(text === "old" || text === "new", `after ${calls} calls: ${text}`);
            if (isDone && calls === whole.calls) assert.equal(text, "new");
        }
    });

    it("is on the disk once the write is done", async () => {
        const disk = new Disk(Infinity);
        await replaceFile(PATH, "text", disk.fileCalls);
        assert.equal(disk.durable.get(PATH), "text");
    });

    it("is removed once, and again without a complaint", async () => {
        const missing = Object.assign(new Error("gone"), { code: "ENOENT" });
        const calls = { unlink: () => Promise.reject(missing) } as unknown as FileCalls;
        await removeFile(PATH, calls);
    });

    it("that cannot be written says so", async () => {
        const full = Object.assign(new Error("full"), { code: "ENOSPC" });
        const calls = { open: () => Promise.reject(full) } as unknown as FileCalls;
        await assert.rejects(replaceFile(PATH, "text", calls), { code: "ENOSPC" });
    });
});
