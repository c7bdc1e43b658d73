import assert from "node:assert/strict";
import { appendToFile, type FileCalls, removeFile, replaceFile } from "../../../provider/plugin/durableFile";

class PowerLoss extends Error {}

interface FileOnDisk {
    text: string;
    /** The text that has been synced. */
    synced: string;
    links: number;
}

/**
 * A disk that keeps only synced data: the content of a file once the file was synced, its name once the folder was. The
 * power fails after `callsLeft` system calls.
 */
class Disk {
    private readonly names = new Map<string, FileOnDisk>();
    private durableNames = new Map<string, FileOnDisk>();
    private readonly opened: (FileOnDisk | "folder")[] = [];
    calls = 0;
    /** Called when a file is opened: the action of another process. */
    whenOpened: (() => void) | undefined;

    constructor(private callsLeft: number) {}

    /** Continues with another process on the same disk. */
    revive(): void {
        this.callsLeft = Infinity;
    }

    /** The content of a file after the power failure. */
    textOf(path: string): string | undefined {
        return this.durableNames.get(path)?.synced;
    }

    /** Removes a file as another process. */
    remove(path: string): void {
        const file = this.names.get(path);
        if (file !== undefined) file.links = 0;
        this.names.delete(path);
        this.durableNames.delete(path);
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
            const there = this.names.get(path) ?? { text: "", synced: "", links: 1 };
            if (flag === "w") there.text = "";
            this.names.set(path, there);
            this.whenOpened?.();
            return this.opened.push(there) - 1;
        },
        fstatSync: (descriptor: number) => ({ nlink: this.file(descriptor).links }),
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

const append = (text: string, { fileCalls }: Disk, isNamed = false) => appendToFile(PATH, text, isNamed, fileCalls);
const replace = (text: string, { fileCalls }: Disk) => replaceFile(PATH, text, fileCalls);

describe("a journal file under power loss", () => {
    for (const [what, write, both] of [
        ["replaced", replace, "new"],
        ["appended to", append, "oldnew"],
    ] as const) {
        it(`that is ${what} keeps its content, whichever system call the power fails after`, async () => {
            const whole = new Disk(Infinity);
            await append("old", whole);
            const first = whole.calls;
            await write("new", whole);
            for (let calls = first; calls <= whole.calls; calls++) {
                const disk = new Disk(calls);
                await append("old", disk);
                const isDone = await write("new", disk).then(
                    () => true,
                    () => false,
                );
                const text = disk.textOf(PATH);
                assert.ok(text === "old" || text === both, `after ${calls} calls: ${text}`);
                if (isDone && calls === whole.calls) assert.equal(text, both);
            }
        });

        it(`that is ${what} is on the disk afterwards, although it did not exist before`, async () => {
            const disk = new Disk(Infinity);
            await write("new", disk);
            assert.equal(disk.textOf(PATH), "new");
        });
    }

    it("gets a durable name even if its first process was killed before that", async () => {
        const disk = new Disk(3);
        await assert.rejects(append("old", disk), PowerLoss);
        disk.revive();
        await append("new", disk);
        assert.equal(disk.textOf(PATH), "oldnew");
    });

    it("does not sync its folder if its name is known to be durable", async () => {
        const disk = new Disk(Infinity);
        await append("old", disk);
        const first = disk.calls;
        await append("new", disk, true);
        assert.equal(disk.calls - first, 4, "open, write, sync, close");
        assert.equal(disk.textOf(PATH), "oldnew");
    });

    it("is created again if another process removes it during a write", async () => {
        const disk = new Disk(Infinity);
        await append("old", disk);
        disk.whenOpened = () => {
            disk.whenOpened = undefined;
            disk.remove(PATH);
        };
        await append("new", disk, true);
        assert.equal(disk.textOf(PATH), "new");
    });

    it("can be removed again without an error", async () => {
        const missing = Object.assign(new Error("gone"), { code: "ENOENT" });
        const calls = { unlink: () => Promise.reject(missing) } as unknown as FileCalls;
        await removeFile(PATH, calls);
    });

    it("that cannot be written is an error", async () => {
        const calls = {
            openSync: () => {
                throw Object.assign(new Error("full"), { code: "ENOSPC" });
            },
        } as unknown as FileCalls;
        await assert.rejects(replaceFile(PATH, "text", calls), { code: "ENOSPC" });
        await assert.rejects(appendToFile(PATH, "text", true, calls), { code: "ENOSPC" });
    });
});
