import assert from "node:assert/strict";
import { join } from "node:path";
import { OPTIMISATION_NAMES, withoutEnvironment } from "../../../tools/bench/optimisations";
import { OPTIMISATIONS } from "../../../tools/bench/without/optimisations";
import { run } from "../../../tools/process";

const root = join(__dirname, "..", "..", "..");

/** Loads a file of the compiled package, and gives the text of all functions it exports, and what it has loaded. */
async function load(file: string, without: string): Promise<string> {
    const script = `
        const exported = Object.values(require(${JSON.stringify(join(root, "provider", "dist", file))}));
        const methods = exported.map(({ prototype = {} }) => Object.getOwnPropertyDescriptors(prototype));
        const values = methods.flatMap((properties) => Object.values(properties).map(({ value }) => value));
        console.log([...exported, ...values].map(String).join(), Object.keys(require.cache).join());`;
    const { code, stdout, stderr } = await run(process.execPath, ["-e", script], {
        env: { ...process.env, ...withoutEnvironment(without) },
    });
    assert.equal(code, 0, stderr);
    return stdout;
}

describe("an optimisation", () => {
    const whole = new Map<string, Promise<string>>();
    const asItIs = (file: string) => {
        const loaded = whole.get(file) ?? load(file, "nothing");
        whole.set(file, loaded);
        return loaded;
    };

    for (const name of OPTIMISATION_NAMES) {
        it(`can still be taken away: ${name}`, async () => {
            for (const file of Object.keys(OPTIMISATIONS[name]?.undo ?? {})) {
                assert.notEqual(await load(file, name), await asItIs(file));
            }
        });
    }
});
