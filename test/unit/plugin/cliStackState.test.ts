import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CliStackState } from "../../../provider/plugin/cliStackState";

const TYPE = "pulumi-nodejs:dynamic/fortanix-ccm:WorkflowRun";
const URN = `urn:pulumi:dev::lab::${TYPE}::run`;
const STAMP = "1.mjuohs00.a1b2c3d4.9f8e7d.3741e5f0";
const EARLIER = "1.mjuohrz0.00000000.9f8e7d.3741e5f0";
const pending = (stamp: string, inputs: object = {}) => ({
    ...{ type: "creating", resource: { urn: URN, type: TYPE, inputs: { __start: stamp, ...inputs } } },
});
const SECRET = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "v1:1" };

/** A fake `pulumi` simulates failures of the CLI; the end-to-end tests use the real one. */
describe("the state of a stack, from the CLI", function () {
    let folder: string;
    let warnings: string[];
    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "cli-"));
        warnings = [];
    });
    afterEach(() => rmSync(folder, { recursive: true }));

    /** @param script the body of a program that prints what the CLI would; its arguments are in `args` */
    function stateWith(script: string | undefined, organization?: string): CliStackState {
        if (script !== undefined) {
            const path = join(folder, "pulumi");
            const log = JSON.stringify(join(folder, "calls"));
            const head = `const args = process.argv.slice(2); require("fs").appendFileSync(${log}, JSON.stringify([args, Object.keys(process.env)]) + "\\n");`;
            writeFileSync(path, `#!${process.execPath}\n${head}\n${script}`);
            chmodSync(path, 0o755);
        }
        const environment = {
            ...{ PATH: folder, PULUMI_BACKEND_URL: "https://api.pulumi.com" },
            ...{ PULUMI_OPTION_SHOW_SECRETS: "true", PULUMI_DEBUG_GRPC: "file", PULUMI_STACK: "other", KEPT: "1" },
        };
        return new CliStackState(
            environment,
            () => organization,
            (text) => void warnings.push(text),
            Date.now(),
        );
    }
    const calls = () =>
        readFileSync(join(folder, "calls"), "utf8")
            .trim()
            .split("\n")
            .map((line) => JSON.parse(line) as [string[], string[]]);
    const printing = (operations: object[]) =>
        `console.log(JSON.stringify({ deployment: { resources: [], pending_operations: ${JSON.stringify(operations)} } }))`;

    before(function () {
        // Windows does not start scripts as programs.
        if (process.platform === "win32") this.skip();
    });

    it("is read once, by the full name of the stack, without settings that show secrets or record calls", async () => {
        const state = stateWith(printing([pending(STAMP)]), "acme");
        assert.equal((await state.duringCreate(URN, STAMP))?.openCreates.length, 1);
        assert.equal((await state.duringCreate(`${URN}2`, STAMP.replace("s00", "s01")))?.openCreates.length, 1);
        const [[args, environment] = [[], []], ...more] = calls();
        assert.deepEqual(more, []);
        assert.deepEqual(args, ["stack", "export", "--stack", "acme/lab/dev", "--non-interactive", "--color", "never"]);
        assert.ok(environment.includes("KEPT"));
        for (const name of ["PULUMI_OPTION_SHOW_SECRETS", "PULUMI_DEBUG_GRPC", "PULUMI_STACK"]) {
            assert.ok(!environment.includes(name), name);
        }
        assert.deepEqual(warnings, []);
    });

    it("is read again with secrets if it hides the inputs of starts, and used without them if that fails", async () => {
        const hidden = [pending(STAMP, { graphId: SECRET }), pending(EARLIER, { graphId: SECRET })];
        const state = stateWith(`if (args.includes("--show-secrets")) process.exit(1);\n${printing(hidden)}`);
        const { openCreates = [] } = (await state.duringCreate(URN, STAMP)) ?? {};
        assert.deepEqual(
            openCreates.map(({ isHidden }) => isHidden),
            [true, true],
        );
        assert.equal(calls().length, 2);
        assert.deepEqual(warnings, []);
    });

    const failures: Record<string, [script: string | undefined, message: RegExp]> = {
        "no CLI": [undefined, /the Pulumi CLI is not on the PATH/],
        "a refused export": [
            'console.error("error: [403] not allowed\\nmore"); process.exit(255)',
            /: \[403\] not allowed\. If this update is killed/,
        ],
        "a missing passphrase": [
            'console.error("error: passphrase must be set"); process.exit(1)',
            /: passphrase must be set\. /,
        ],
        "the state of another stack": [
            printing([pending(EARLIER)]),
            /does not contain this update: it is of another stack, or checkpoints are off/,
        ],
        "unexpected output": [
            "console.log('<html>')",
            /: the output of `pulumi stack export` has an unknown format\. /,
        ],
    };
    for (const [what, [script, message]] of Object.entries(failures)) {
        it(`${what}: causes one warning, and no state is used`, async () => {
            const state = stateWith(script);
            assert.equal(await state.duringCreate(URN, STAMP), undefined);
            assert.equal(await state.duringCreate(URN, STAMP), undefined);
            assert.equal(await state.holding(URN, "x"), undefined);
            assert.equal(await state.wasCompletedSince(0), false);
            assert.equal(warnings.length, 1, warnings.join("\n"));
            assert.match(warnings[0] ?? "", message);
            assert.match(
                warnings[0] ?? "",
                /only the start journal on this machine records the runs that it started\.$/,
            );
        });
    }

    it("of 50 MB is read", async () => {
        const filler = `"x".repeat(50e6)`;
        const operations = JSON.stringify([pending(STAMP)]);
        const state = stateWith(
            `process.stdout.write(JSON.stringify({ filler: ${filler}, deployment: { resources: [], pending_operations: ${operations} } }))`,
        );
        assert.equal((await state.duringCreate(URN, STAMP))?.openCreates.length, 1);
    });
});
