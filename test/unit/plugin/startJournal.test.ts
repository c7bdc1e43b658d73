import assert from "node:assert/strict";
import {
    chmodSync,
    existsSync,
    mkdirSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    rmSync,
    statSync,
    symlinkSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { formatStamp, type NotedStart, type StartRecord } from "../../../provider/core";
import { entryLine, readEntry } from "../../../provider/plugin/journalFile";
import { backendUrl, journalFolder, journalKey } from "../../../provider/plugin/journalFolder";
import { StartJournal } from "../../../provider/plugin/startJournal";

const URN = "urn:pulumi:test::test::type::run";
const SIBLING = URN.replace(/run$/, "sibling");
const STAMP = "1.mjuohrs0.a1b2c3d4.9f8e7d.a8ecdc8f";
const OTHER_STAMP = STAMP.replace("rs0", "rs1");
type Started = Extract<StartRecord, { stage: "started" }>;
const started = (runId: string, change: Partial<Started> = {}): Started => ({
    stage: "started",
    runId,
    stamp: STAMP,
    endpoint: "https://ccm.test/v1",
    wanted: { graph: "g", version: "v", inputs: "i", fingerprint: 2 },
    stopOnDelete: true,
    sentAt: { wall: Date.now(), uptime: 1, host: "h" },
    ...change,
});

describe("the start journal", () => {
    let folder: string;
    let warnings: string[];
    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "journal-"));
        warnings = [];
    });
    afterEach(() => {
        chmodSync(folder, 0o700);
        rmSync(folder, { recursive: true });
    });
    const environment = { PULUMI_BACKEND_URL: "file:///a" };
    const path = () => join(folder, "journal");
    const open = (env = environment) => new StartJournal(path(), env, (text) => void warnings.push(text));
    const files = () => readdirSync(path()).filter((name) => name.endsWith(".json"));
    const theFile = () => join(path(), files()[0] ?? "none");
    const read = async (urn = URN, stamps: string[] = []) => idsOf(await open().of(urn).read(stamps));

    it("returns what was written, and nothing once that is removed", async () => {
        const journal = open().of(URN);
        assert.deepEqual(await journal.read([]), []);
        await journal.write(started("a"));
        assert.deepEqual(await read(), ["a"]);
        await journal.write(started("b"));
        assert.deepEqual(await read(), ["b"], "each create has one record");
        await journal.write(started("c", { stamp: OTHER_STAMP }));
        assert.deepEqual((await read()).sort(), ["b", "c"]);
        await journal.remove(started("b"));
        assert.deepEqual(await read(), ["c"]);
        assert.deepEqual(warnings, []);
    });

    it("removes a start once its run is seen in state, whatever the name of the resource then", async () => {
        await open().of(URN).write(started("a"));
        open().settle(OTHER_STAMP);
        assert.deepEqual(await read(), ["a"]);
        open().settle(STAMP);
        assert.deepEqual(files(), []);
    });

    it("finds a start by its stamp if the resource was renamed", async () => {
        await open().of(URN).write(started("a"));
        assert.deepEqual(await read(SIBLING), []);
        assert.deepEqual(await read(SIBLING, [STAMP]), ["a"]);
    });

    it("adds notes only to existing records, and creates no file for them", async () => {
        const journal = open().of(URN);
        journal.note(started("a", { returned: true }));
        assert.ok(!existsSync(path()) || files().length === 0);
        await journal.write(started("a"));
        journal.note(started("a", { returned: true }));
        const [noted] = await open().of(URN).read([]);
        assert.ok(noted?.record.stage === "started" && noted.record.returned === true);
    });

    it("proves that a start was not sent only if its process has recorded what it sent", async () => {
        const stampOf = (process: string, atMs: number) => formatStamp({ atMs, process, journal: "", endpoint: "" });
        const [sent, unsent, unknown] = [stampOf("aa", 1), stampOf("aa", 2), stampOf("bb", 1)];
        const journal = open();
        journal.begin(URN, "aa");
        journal.of(URN).sending(sent);
        const all = [sent, unsent, unknown];
        const next = open().of(URN);
        assert.deepEqual([...(await next.unsent(all))], [unsent]);
        // The file stays as long as a create of that process is open.
        await next.forgetSent([unsent]);
        assert.deepEqual([...(await next.unsent(all))], [unsent]);
        await next.forgetSent([]);
        assert.deepEqual([...(await next.unsent(all))], []);
        // A removed file is not created again: it would prove that nothing was sent before.
        journal.of(URN).sending(stampOf("aa", 3));
        assert.deepEqual([...(await next.unsent(all))], []);
    });

    it("prevents a start while a file would still prove that it was not sent", async function () {
        if (process.platform === "win32" || process.getuid?.() === 0) this.skip();
        const journal = open();
        journal.begin(URN, "aa");
        chmodSync(path(), 0o500);
        const [file = ""] = readdirSync(path());
        chmodSync(join(path(), file), 0o400);
        assert.throws(() => journal.of(URN).sending("1.a.aa.."), /No run was started\./);
        chmodSync(path(), 0o700);
    });

    it("is readable only by the user", async function () {
        if (process.platform === "win32") this.skip();
        await open().of(URN).write(started("a"));
        assert.equal(statSync(path()).mode & 0o777, 0o700);
        assert.equal(statSync(theFile()).mode & 0o777, 0o600);
    });

    it("removes the write permission of others, and follows no links", async function () {
        if (process.platform === "win32") this.skip();
        mkdirSync(path());
        chmodSync(path(), 0o777);
        await open().of(URN).write(started("a"));
        assert.equal(statSync(path()).mode & 0o777, 0o700);
        const file = theFile();
        rmSync(file);
        writeFileSync(join(folder, "elsewhere"), entryLine(URN, started("b")));
        symlinkSync(join(folder, "elsewhere"), file);
        await assert.rejects(open().of(URN).read([]), /cannot be read: it is a symbolic link\. .*nothing was started/);
        rmSync(join(folder, "elsewhere"));
        await assert.rejects(open().of(URN).read([]), /cannot be read: it is a symbolic link/, "a dangling link");
    });

    it("keeps stacks of the same name in two backends apart", async () => {
        await open().of(URN).write(started("a"));
        const other = open({ PULUMI_BACKEND_URL: "file:///b" }).of(URN);
        assert.deepEqual(await other.read([]), []);
        assert.deepEqual(idsOf(await other.ofStack([])), []);
        assert.deepEqual(idsOf(await other.others()), ["a"]);
    });

    it("distinguishes the starts of the stack from those of others", async () => {
        await open().of(URN).write(started("a"));
        await open()
            .of(SIBLING)
            .write(started("b", { stamp: OTHER_STAMP }));
        await open()
            .of("urn:pulumi:other::test::type::run")
            .write(started("c", { stamp: STAMP.replace("rs0", "rs2") }));
        assert.deepEqual(idsOf(await open().of(URN).ofStack([])).sort(), ["a", "b"]);
        assert.deepEqual(idsOf(await open().of(URN).ofStack([OTHER_STAMP])).sort(), ["a", "b"]);
        assert.deepEqual(idsOf(await open().of(URN).others()).sort(), ["b", "c"]);
    });

    for (const [what, text, why] of [
        ["is not JSON", "{", "it contains no complete record"],
        ["is empty", "", "it contains no complete record"],
        ["has an unknown format", JSON.stringify({ version: 2, start: null }), "its format is unknown to this version"],
        ["is of a later version", JSON.stringify({ version: 3, urn: URN }), "it was written by a later version"],
    ] as const) {
        it(`whose file ${what}: nothing is started, and the file is named`, async () => {
            await open().of(URN).write(started("a"));
            writeFileSync(theFile(), text);
            const file = theFile();
            await assert.rejects(open().of(URN).read([]), (error: Error) => {
                assert.ok(error.message.includes(`${file} cannot be read: ${why}`), error.message);
                assert.match(
                    error.message,
                    /nothing was started\. Look at the newest runs in CCM, then delete the file/,
                );
                return true;
            });
            // Another resource continues.
            assert.deepEqual(idsOf(await open().of(SIBLING).ofStack([])), []);
            // So does a read of the whole stack, even by the file's own resource: only its own create is stopped.
            assert.deepEqual(idsOf(await open().of(URN).ofStack([])), []);
            assert.match(warnings.at(-1) ?? "", /cannot be read/);
        });
    }

    it("that cannot be written causes a warning that says what to do, and is not persistent", async () => {
        writeFileSync(path(), "a file where the folder should be");
        const journal = open().of(URN);
        await journal.write(started("a"));
        assert.equal(journal.isPersistent, false);
        assert.match(warnings[0] ?? "", /cannot keep the start journal \(\w+ at .*Set fortanix-ccm:journalDir/);
    });

    it("contains the last complete record, wherever a crash has truncated the next", async () => {
        await open().of(URN).write(started("a"));
        const whole = readFileSync(theFile(), "utf8");
        const next = entryLine(URN, started("c"));
        for (let length = 0; length < next.length; length++) {
            writeFileSync(theFile(), whole + next.slice(0, length));
            assert.deepEqual(await read(), ["a"], `cut after ${length}`);
        }
    });

    it("leaves no temporary files", async () => {
        await open().of(URN).write(started("a"));
        assert.deepEqual(readdirSync(path()).sort(), [`${journalKey(URN, "file:///a").slice(0, 16)}-${STAMP}.json`]);
    });

    it("removes records of others after a month", async () => {
        const old = { wall: Date.now() - 31 * 24 * 3600_000, uptime: 1, host: "h" };
        await open()
            .of(URN)
            .write(started("a", { sentAt: old }));
        assert.deepEqual(idsOf(await open().of(SIBLING).others()), ["a"]);
        assert.deepEqual(files(), []);
    });

    it("is in Pulumi's home unless an absolute path is set", () => {
        const absolute = join(folder, "elsewhere");
        assert.equal(journalFolder(absolute, {}), absolute);
        assert.equal(journalFolder(undefined, { FORTANIX_CCM_JOURNAL_DIR: absolute }), absolute);
        const home = join(folder, "home");
        assert.equal(journalFolder("relative", { PULUMI_HOME: home }), join(home, "fortanix-ccm", "journal"));
        assert.equal(journalFolder(undefined, { PULUMI_HOME: home }), join(home, "fortanix-ccm", "journal"));
        assert.equal(backendUrl(environment), "file:///a");
    });

    describe("of version 1", () => {
        const first = (runId: string): StartRecord => {
            const { stamp: _stamp, ...record } = started(runId, { sentAt: { wall: T, uptime: 1, host: runId } });
            return { ...record, wanted: { graph: "g", version: "v", inputs: "i" } } as StartRecord;
        };
        const T = 1_767_225_600_000;
        const file = () => join(path(), `${journalKey(URN, "file:///a")}.json`);
        const write = (starts: StartRecord[], more = "") => {
            mkdirSync(path(), { recursive: true });
            writeFileSync(file(), `\n${JSON.stringify({ version: 1, urn: URN, starts })}${more}`);
        };

        it("is read, with open starts and those that the program has confirmed", async () => {
            write([first("a"), first("b")], '\n{"confirmed":"a"}\n{"confirmed":');
            const noted = await open().of(URN).read([]);
            assert.deepEqual(idsOf(noted), ["a", "b"]);
            assert.equal(noted[0]?.record.stage === "started" && noted[0].record.confirmed, true);
            assert.equal(noted[0]?.record.wanted.fingerprint, 1);
        });

        it("removes a settled record, and its file with the last one", async () => {
            write([first("a"), first("b")]);
            const journal = open().of(URN);
            const [a, b] = (await journal.read([])).map(({ record }) => record);
            assert.ok(a !== undefined && b !== undefined);
            await journal.remove(a);
            assert.deepEqual(await read(), ["b"]);
            await journal.remove(b);
            assert.ok(!existsSync(file()));
        });

        it("migrates a record to version 2 when it is updated", async () => {
            write([first("a")]);
            const journal = open().of(URN);
            const [record] = (await journal.read([])).map((note) => note.record);
            assert.ok(record !== undefined);
            await journal.write({ ...record, stage: "started", runId: "a", unwanted: true });
            assert.ok(!existsSync(file()));
            const [moved] = readEntry(readFileSync(theFile(), "utf8"));
            assert.ok(moved?.record.stage === "started" && moved.record.unwanted === true);
        });
    });
});

function idsOf(noted: readonly NotedStart[]): string[] {
    return noted.map(({ record }) => (record.stage === "started" ? record.runId : "none"));
}
