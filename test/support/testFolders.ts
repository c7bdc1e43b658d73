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

/**
 * At the begin of a run: gives it a folder, and takes away what failed tests of earlier runs have left to be looked at. What a
 * run that goes on has is left alone.
 */
export function replaceOldTestFolders(): void {
    mkdirSync(all, { recursive: true });
    for (const name of readdirSync(all)) {
        // One of the same number is that of a process that is gone.
        const isUsed = Number(name) !== process.pid && thisMachine.isAlive(Number(name));
        if (!isUsed) rmSync(join(all, name), { recursive: true, force: true });
    }
    process.env[VARIABLE] = join(all, String(process.pid));
}
