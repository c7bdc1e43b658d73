import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkJournal } from "../../../../provider/cli/doctor/machineChecks";
import type { StartRecord } from "../../../../provider/core";
import { entryLine } from "../../../../provider/plugin/journalFile";
import { thisMachine } from "../../../../provider/plugin/session";

const urn = (name: string) => `urn:pulumi:prod::scoring::pulumi-nodejs:dynamic/fortanix-ccm:WorkflowRun::${name}`;
const common = {
    endpoint: "https://ccm.example/v1",
    wanted: { graph: "g", version: "v", inputs: "i", fingerprint: 2 },
    stopOnDelete: true,
    sentAt: { wall: Date.now(), uptime: thisMachine.uptime(), host: thisMachine.host },
} as const;

describe("the doctor's check of a journal", () => {
    const folder = mkdtempSync(join(tmpdir(), "journal-"));
    after(() => rmSync(folder, { recursive: true }));
    const found = (name: string, record: StartRecord) => {
        const file = join(folder, "start.json");
        writeFileSync(file, entryLine(urn(name), record));
        return checkJournal(folder);
    };

    it("names project and stack of an orphaned run", () => {
        const { verdict, found: text } = found("a::b", { ...common, stage: "started", runId: "r-1" });
        assert.equal(verdict, "warn");
        assert.match(text, /left by interrupted updates: a::b of stack prod of project scoring \(run r-1\)$/);
    });

    it("accepts a start whose process is still running", () => {
        const owner = { host: thisMachine.host, pid: process.ppid };
        const { verdict, found: text } = found("a", { ...common, stage: "requested", owner });
        assert.equal(verdict, "ok");
        assert.match(text, /no start is open; 1 of an update that is running$/);
    });
});
