import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../tools/repository";
import { codeOf, sourceFiles } from "../../tools/sourceFiles";

/** Code that sends texts to places where they may be interpreted or stored, and the file that cleans them for it. */
const DESTINATIONS: Record<string, readonly [use: RegExp, file: string]> = {
    "a terminal and the log of a CI job": [/\bprocess\.std(out|err)\b|\bconsole\./, "provider/cli/print.ts"],
    "the engine, from a program": [
        /\bimport\b[^;]*\blog\b[^;]*from "@pulumi\/pulumi"|\bpulumi\.log\b/,
        "provider/program/programLog.ts",
    ],
    "the engine, from the plugin": [/\bnew LogRequest\b/, "provider/plugin/engineLog.ts"],
    "an error of the engine, from the plugin": [/\bnew InitError\b/, "provider/plugin/dynamic/protocol.ts"],
    "an error of the engine, from a program": [/\bnew RunError\b/, "provider/program/userError.ts"],
};

describe("texts from other sources", () => {
    for (const [destination, [use, file]] of Object.entries(DESTINATIONS)) {
        it(`reach ${destination} through one file`, () => {
            const users = sourceFiles("provider")
                .map(({ path }) => path)
                .filter((path) => use.test(codeOf(path)));
            assert.deepEqual(users, [file]);
        });
    }

    it("are cleaned by that file", () => {
        for (const [, file] of Object.values(DESTINATIONS))
            assert.match(readFileSync(join(root, file), "utf8"), /shownText|shownLine|runOperation/, file);
    });
});
