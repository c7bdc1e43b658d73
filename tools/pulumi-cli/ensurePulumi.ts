import { existsSync } from "node:fs";
import { parse, gte } from "semver";
import { run } from "../process";
import { addDynamicProviderScript, cachedCliFolder, fillOnce, pulumiIn } from "./cache";
import { downloadRelease } from "./download";
import { buildWithGo, whyNoGo } from "./goBuild";
import { OLDEST_CLI, OLDEST_GO } from "./versions";

export interface PulumiCli {
    /** Program to start: `pulumi` on PATH, or an absolute path. */
    readonly program: string;
    readonly version: string;
}

export interface EnsureOptions {
    /** Aborts a build or a download. */
    readonly signal?: AbortSignal;
    /** Folder of cached CLIs; the user's cache folder by default. */
    readonly cacheRoot?: string;
    /** Base URL of releases; Pulumi's own site by default. */
    readonly downloadBase?: string;
}

/**
 * Provides a Pulumi CLI: the one on PATH if it is new enough, else the one in the cache, else one built from Go
 * modules, else the official download.
 *
 * @throws Error that lists three ways to get one
 */
export async function ensurePulumi(say: (line: string) => void, options: EnsureOptions = {}): Promise<PulumiCli> {
    const onPath = await versionOf("pulumi");
    if (onPath !== undefined && gte(onPath, OLDEST_CLI)) return { program: "pulumi", version: onPath };
    const folder = cachedCliFolder(options.cacheRoot);
    if (!existsSync(folder)) await fillOnce(folder, (empty) => provide(empty, onPath, say, options), say);
    const version = await versionOf(pulumiIn(folder));
    if (version === undefined) throw new Error(`${pulumiIn(folder)} does not run; remove ${folder} and try again`);
    return { program: pulumiIn(folder), version };
}

async function provide(
    folder: string,
    onPath: string | undefined,
    say: (line: string) => void,
    { signal, downloadBase: base }: EnsureOptions,
): Promise<void> {
    const noGo = (await whyNoGo()) ?? (await buildWithGo(folder, say, signal).then(nothing, reasonOf));
    signal?.throwIfAborted();
    if (noGo !== undefined) {
        const noDownload = await downloadRelease(folder, say, { signal, base }).then(nothing, reasonOf);
        signal?.throwIfAborted();
        if (noDownload !== undefined) throw new Error(waysOut(onPath, noGo, noDownload));
    }
    await addDynamicProviderScript(folder);
}

function nothing(): undefined {
    return undefined;
}

function reasonOf(error: unknown): string {
    return error instanceof Error ? error.message : String(error);
}

function waysOut(onPath: string | undefined, noGo: string, noDownload: string): string {
    const found = onPath === undefined ? "there is none on PATH" : `the one on PATH is ${onPath}`;
    return `No Pulumi CLI to work with. One of these helps:
  1. install the Pulumi CLI ${OLDEST_CLI} or newer (${found})
  2. install Go ${OLDEST_GO} or newer, which builds it (${noGo})
  3. give this machine access to Pulumi's download site (${noDownload})`;
}

async function versionOf(program: string): Promise<string | undefined> {
    const { code, stdout } = await run(program, ["version"], {
        env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" },
    });
    return code === 0 ? parse(stdout.trim())?.version : undefined;
}
