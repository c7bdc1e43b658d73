import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { copyFile, mkdir, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import envPaths from "env-paths";
import { check, lock } from "proper-lockfile";
import { ENGINE_VERSION } from "./versions";

/** A lock that has not been refreshed for this long was left by a killed process. */
const STALE_MS = 60_000;

const EXECUTABLE = process.platform === "win32" ? ".exe" : "";

/** Folder of the cached CLI: outside the checkout, separate for each version and platform. */
export function cachedCliFolder(cacheRoot = envPaths("pulumi-fortanix-ccm", { suffix: "" }).cache): string {
    return join(cacheRoot, `pulumi-${ENGINE_VERSION}-${process.platform}-${process.arch}`);
}

export function pulumiIn(folder: string): string {
    return join(folder, `pulumi${EXECUTABLE}`);
}

export function languageHostIn(folder: string): string {
    return join(folder, `pulumi-language-nodejs${EXECUTABLE}`);
}

/**
 * Copies the script that starts dynamic providers to the folder of the CLI. It is part of the SDK's npm package; if the
 * engine finds it elsewhere, every command prints a warning.
 */
export async function addDynamicProviderScript(folder: string): Promise<void> {
    const sdk = dirname(require.resolve("@pulumi/pulumi/package.json"));
    const script = `pulumi-resource-pulumi-nodejs${process.platform === "win32" ? ".cmd" : ""}`;
    await copyFile(join(sdk, script), join(folder, script));
}

/**
 * Fills a folder once, even if many processes need it at the same time. It appears complete or not at all: an
 * interrupted attempt leaves a folder with another name, which the next attempt removes.
 */
export async function fillOnce(
    folder: string,
    fill: (emptyFolder: string) => Promise<void>,
    say: (line: string) => void = () => undefined,
): Promise<void> {
    if (existsSync(folder)) return;
    await mkdir(dirname(folder), { recursive: true });
    if (await check(folder, { realpath: false, stale: STALE_MS })) {
        say("Another process is getting the Pulumi CLI; waiting for it ...");
    }
    const release = await lock(folder, {
        realpath: false,
        stale: STALE_MS,
        update: 10_000,
        retries: { forever: true, minTimeout: 500, maxTimeout: 2_000 },
    });
    try {
        if (existsSync(folder)) return;
        await clearLeftovers(folder);
        const half = `${folder}.half-${randomUUID()}`;
        await mkdir(half);
        await fill(half);
        await rename(half, folder);
    } finally {
        await release();
    }
}

async function clearLeftovers(folder: string): Promise<void> {
    const siblings = await readdir(dirname(folder));
    const leftovers = siblings.filter((name) => name.startsWith(`${basename(folder)}.half-`));
    await Promise.all(leftovers.map((name) => rm(join(dirname(folder), name), { recursive: true, force: true })));
}
