import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { minVersion } from "semver";
import { run } from "../../tools/process";
import { root } from "../../tools/repository";
import { mustRunNode } from "./mustRunNode";
import { npm } from "../support/packedPackage";

type Versions = Record<string, string>;

interface Manifest {
    readonly dependencies: Versions;
    readonly devDependencies: Versions;
    readonly peerDependencies: Versions;
}

/** The workspaces that the package's tests need; the examples would add many megabytes of cloud SDKs. */
const WORKSPACES = ["provider", "simulator", "test"].flatMap((folder) => ["--workspace", folder]);

/**
 * Compiles the package in a copy of the repository with the lowest version of every dependency that
 * `provider/package.json` allows, and runs the unit and protocol tests there.
 *
 * @throws Error with the output of npm, the compiler or the tests
 */
export async function tryLowestVersions(): Promise<void> {
    const copy = mkdtempSync(join(tmpdir(), "lowest-"));
    try {
        await copyRepository(copy);
        const lowest = pinLowest(copy);
        await npm(["install", ...WORKSPACES, "--include-workspace-root"], copy);
        assertInstalled(copy, lowest);
        await mustRunNode(copy, [
            join("node_modules", "typescript-native", "bin", "tsc"),
            "-b",
            "provider",
            "simulator",
        ]);
        await mustRunNode(copy, ["-r", "tsx/cjs", join("test", "run.ts"), "unit", "protocol"]);
    } finally {
        rmSync(copy, { recursive: true, force: true });
    }
}

/** Copies the files of the working tree that Git tracks or does not ignore. */
async function copyRepository(copy: string): Promise<void> {
    const args = ["ls-files", "--cached", "--others", "--exclude-standard", "-z"];
    const { code, stdout, stderr } = await run("git", args, { cwd: root });
    if (code !== 0) throw new Error(`git ls-files failed:\n${stderr}`);
    for (const file of stdout.split("\0").filter((name) => name !== "" && existsSync(join(root, name)))) {
        mkdirSync(dirname(join(copy, file)), { recursive: true });
        copyFileSync(join(root, file), join(copy, file));
    }
}

/** Writes the lowest versions into the copy's manifests. @returns them, by package */
function pinLowest(copy: string): Versions {
    const provider = readManifest(join(copy, "provider"));
    const repository = readManifest(copy);
    const dependencies = lowestOf(provider.dependencies);
    // The user's project provides these, which is the repository here.
    const peers = lowestOf(provider.peerDependencies);
    writeManifest(join(copy, "provider"), { ...provider, dependencies });
    writeManifest(copy, { ...repository, devDependencies: { ...repository.devDependencies, ...peers } });
    return { ...dependencies, ...peers };
}

function lowestOf(ranges: Versions): Versions {
    return Object.fromEntries(
        Object.entries(ranges).map(([name, range]) => [name, minVersion(range)?.version ?? range]),
    );
}

function assertInstalled(copy: string, versions: Versions): void {
    for (const [name, version] of Object.entries(versions)) {
        const places = [join(copy, "provider", "node_modules", name), join(copy, "node_modules", name)];
        const installed = places.map(versionIn).find((found) => found !== undefined);
        if (installed !== version) throw new Error(`${name} ${String(installed)} is installed instead of ${version}`);
    }
}

function versionIn(folder: string): string | undefined {
    try {
        return (readManifest(folder) as { version?: string }).version;
    } catch {
        return undefined;
    }
}

function readManifest(folder: string): Manifest {
    return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
}

function writeManifest(folder: string, manifest: Manifest): void {
    writeFileSync(join(folder, "package.json"), JSON.stringify(manifest, null, 4));
}
