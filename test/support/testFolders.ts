import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { thisMachine } from "../../provider/plugin/session";
import { root } from "../../tools/repository";

/** Inside the checkout, so that Node finds the packages of the workspace from a test's project. */
const all = join(root, ".work", "test");

/** The processes that a run of the tests starts inherit it. */
const VARIABLE = "TEST_FOLDER";

/** Where this run of the tests keeps its stacks: apart from those of another run in the same checkout. */
export function testFolder(): string {
    const folder = (process.env[VARIABLE] ??= join(all, String(process.pid)));
    mkdirSync(folder, { recursive: true });
    return folder;
}

/** Takes away what failed tests of earlier runs have left to be looked at; what a run that goes on has is left alone. */
export function removeOldTestFolders(): void {
    mkdirSync(all, { recursive: true });
    for (const name of readdirSync(all))
        if (!thisMachine.isAlive(Number(name))) rmSync(join(all, name), { recursive: true, force: true });
}
