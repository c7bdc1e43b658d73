import assert from "node:assert/strict";
import {
    chmodSync,
    existsSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    rmSync,
    statSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { confirmRun } from "../../../provider/plugin/confirmRun";
import { StartJournal } from "../../../provider/plugin/startJournal";
import { journalFile, journalFolder } from "../../../provider/plugin/journalFolder";
import { confirmationLine, entryLine } from "../../../provider/plugin/journalText";
import type { StartRecord } from "../../../provider/core";

const URN = "urn:pulumi:test::test::type::run";
const started = (runId: string, change: Partial<StartRecord> = {}): StartRecord => ({
    stage: "started",
    runId,
    endpoint: "https://ccm.test/v1",
    wanted: { graph: "g", version: "v", inputs: "i" },
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
    const open = (urn = URN, env = environment) =>
        new StartJournal(journalFile(join(folder, "journal"), urn, env), urn, (text) => void warnings.push(text));

    it("gives back what was written, and nothing once that is empty", async () => {
        const journal = open();
        assert.deepEqual(await journal.read(), []);
        await journal.write([started("a")]);
        assert.deepEqual((await open().read()).length, 1);
        await journal.write([]);
        assert.deepEqual(await journal.read(), []);
        assert.deepEqual(warnings, []);
    });

    it("is for the user's eyes only", async function () {
        if (process.platform === "win32") this.skip();
        const journal = open();
        await journal.write([started("a")]);
        assert.equal(statSync(journal.location).mode & 0o777, 0o600);
    });

    it("keeps stacks of the same name in two backends apart", async () => {
        await open().write([started("a")]);
        assert.deepEqual(await open(URN, { PULUMI_BACKEND_URL: "file:///b" }).read(), []);
    });

    it("knows what others have started, of any stack and backend", async () => {
        await open().write([started("a")]);
        await open("urn:other").write([started("b")]);
        await open(URN, { PULUMI_BACKEND_URL: "file:///b" }).write([started("c")]);
        const others = await open().others();
        assert.deepEqual(others.map(({ record }) => (record.stage === "started" ? record.runId : "")).sort(), [
            "b",
            "c",
        ]);
    });

    for (const [what, text] of [
        ["is not JSON", "{"],
        ["holds something else", JSON.stringify({ starts: [null] }) + confirmationLine("a")],
        ["is of another resource", JSON.stringify({ version: 1, urn: "urn:other", starts: [] })],
        ["is of a later version", JSON.stringify({ version: 2, urn: URN, starts: [] })],
    ] as const) {
        it(`that ${what} is a warning and nothing more`, async () => {
            const journal = open();
            await journal.write([started("a")]);
            writeFileSync(journal.location, text);
            assert.deepEqual(await journal.read(), []);
            assert.match(warnings[0] ?? "", /is not one of this resource, or was cut short .* left out of account/);
        });
    }

    it("that cannot be written is a warning that says what to do, and is known not to last", async () => {
        writeFileSync(join(folder, "journal"), "a file where the folder should be");
        const journal = open();
        await journal.write([started("a")]);
        assert.equal(journal.isPersistent, false);
        assert.match(warnings[0] ?? "", /cannot keep the start journal \(\w+ at .*Set fortanix-ccm:journalDir/);
    });

    it("holds what was written last, whatever a crash has cut short after it", async () => {
        const journal = open();
        await journal.write([started("a")]);
        await journal.write([started("a"), started("b")]);
        const whole = readFileSync(journal.location, "utf8");
        const next = entryLine({ starts: [started("c")] });
        for (let length = 0; length < next.length; length++) {
            writeFileSync(journal.location, whole + next.slice(0, length));
            assert.deepEqual(idsOf(await open().read()), ["a", "b"], `cut after ${length}`);
        }
        await open().write([started("d")]);
        assert.deepEqual(idsOf(await open().read()), ["d"]);
        assert.deepEqual(warnings, []);
    });

    it("that a crash has cut short when it was made is none, and is gone on with", async () => {
        const journal = open();
        await journal.write([started("a")]);
        const whole = readFileSync(journal.location, "utf8");
        const cut = Array.from({ length: whole.length }, (_, length) => whole.slice(0, length));
        for (const text of [...cut, "\0".repeat(50)]) {
            warnings = [];
            writeFileSync(journal.location, text);
            assert.deepEqual(await open().read(), []);
            assert.equal(warnings.length, text.trim() === "" ? 0 : 1);
            await open().write([started("b")]);
            assert.deepEqual(idsOf(await open().read()), ["b"]);
        }
    });

    it("is written anew when it has become long", async () => {
        const lengths: number[] = [];
        for (let run = 0; run < 300; run++) {
            const journal = open();
            await journal.read();
            await journal.write([started(`run-${run}`)]);
            confirmRun(journal.location, `run-${run}`);
            lengths.push(readFileSync(journal.location, "utf8").length);
        }
        assert.ok(Math.max(...lengths) < 70_000, `${Math.max(...lengths)} characters`);
        assert.deepEqual(idsOf(await open().read()), ["run-299"]);
    });

    it("leaves no drafts", async () => {
        const journal = open();
        await journal.write([started("a")]);
        confirmRun(journal.location, "a");
        assert.equal(readdirSync(join(folder, "journal")).length, 1);
    });

    describe("once the program has seen a run", () => {
        it("marks its record", async () => {
            const journal = open();
            await journal.write([started("a")]);
            const text = readFileSync(journal.location, "utf8");
            confirmRun(journal.location, "another");
            assert.equal(readFileSync(journal.location, "utf8"), text);
            confirmRun(journal.location, "a");
            const marked = readFileSync(journal.location, "utf8");
            confirmRun(journal.location, "a");
            assert.equal(readFileSync(journal.location, "utf8"), marked);
            assert.deepEqual(await journal.read(), [
                { ...started("a", { sentAt: (await journal.read())[0]?.sentAt ?? never() }), confirmed: true },
            ]);
        });

        it("forgets it a month later", async () => {
            const old = { wall: Date.now() - 31 * 24 * 3600_000, uptime: 1, host: "h" };
            const journal = open();
            await journal.write([started("a", { sentAt: old })]);
            confirmRun(journal.location, "a");
            assert.ok(existsSync(journal.location), "the clock may have been set since");
            confirmRun(journal.location, "a");
            assert.ok(!existsSync(journal.location));
        });

        it("keeps what is still open beside it", async () => {
            const past = { sentAt: { wall: 0, uptime: 1, host: "h" } };
            const journal = open();
            await journal.write([started("a", past), started("b", past)]);
            confirmRun(journal.location, "a");
            confirmRun(journal.location, "a");
            assert.deepEqual(idsOf(await journal.read()), ["b"]);
        });

        it("takes away no record that is written at the same time", async () => {
            const journal = open();
            await journal.write([started("a")]);
            const writing = journal.write([started("a"), started("b")]);
            confirmRun(journal.location, "a");
            await writing;
            assert.deepEqual(idsOf(await journal.read()), ["a", "b"]);
        });

        it("remembers the newest of many", async () => {
            const starts = Array.from({ length: 150 }, (_, run) => started(`${run}`, { confirmed: run !== 3 }));
            await open().write(starts);
            const ids = idsOf(await open().read());
            assert.deepEqual([ids.length, ids[0], ids[1]], [101, "3", "50"]);
        });

        it("is swept away with what others have started once all of it is past", async () => {
            const past = { sentAt: { wall: 0, uptime: 1, host: "h" } };
            const idsOfOthers = async () => idsOf((await open().others()).map(({ record }) => record));
            const journal = open("urn:other");
            await journal.write([started("a", past), started("b", past)]);
            confirmRun(journal.location, "b");
            assert.deepEqual(await idsOfOthers(), ["a", "b"]);
            confirmRun(journal.location, "a");
            assert.deepEqual(await idsOfOthers(), ["a", "b"]);
            assert.deepEqual(await idsOfOthers(), []);
            assert.ok(!existsSync(journal.location));
        });

        it("does nothing where there is no journal, or a broken one", async () => {
            confirmRun(join(folder, "none.json"), "a");
            writeFileSync(join(folder, "broken.json"), "{");
            confirmRun(join(folder, "broken.json"), "a");
        });
    });

    it("is in Pulumi's home unless an absolute path says otherwise", () => {
        const absolute = join(folder, "elsewhere");
        assert.equal(journalFolder(absolute, {}), absolute);
        assert.equal(journalFolder(undefined, { FORTANIX_CCM_JOURNAL_DIR: absolute }), absolute);
        const home = join(folder, "home");
        assert.equal(journalFolder("relative", { PULUMI_HOME: home }), join(home, "fortanix-ccm", "journal"));
        assert.equal(journalFolder(undefined, { PULUMI_HOME: home }), join(home, "fortanix-ccm", "journal"));
    });
});

function idsOf(records: readonly StartRecord[]): string[] {
    return records.map((record) => (record.stage === "started" ? record.runId : "none"));
}

function never(): never {
    throw new Error("there is a record");
}
