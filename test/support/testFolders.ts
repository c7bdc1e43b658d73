import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { thisMachine } from "../../provider/plugin/session";
import { root } from "../../tools/repository";

/** Inside the checkout, so that Node finds the packages of the workspace from a test's project. */
const all = join(root, ".work", "test");

/** Inherited by the processes that a test run starts. */
const VARIABLE = "TEST_FOLDER";

/** Folder for the stacks of this test run, separate from those of other runs in the same checkout. */
export function testFolder(): string {
    const folder = (process.env[VARIABLE] ??= join(all, String(process.pid)));
    mkdirSync(folder, { recursive: true });
    return folder;
}

/**
 * Called at the start of a run: sets its folder, and removes the folders that failed tests of earlier runs have left
 * for inspection. The folders of other active runs stay.
 */
export function replaceOldTestFolders(): void {
    mkdirSync(all, { recursive: true });
    for (const name of readdirSync(all)) {
        // A folder with our own id belongs to a process that has ended.
        const isUsed = Number(name) !== process.pid && thisMachine.isAlive(Number(name));
        if (!isUsed) rmSync(join(all, name), { recursive: true, force: true });
    }
    process.env[VARIABLE] = join(all, String(process.pid));
}
