import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { dirname, isAbsolute, join } from "node:path";
import { JOURNAL_DIR } from "../contract/settingNames";

/**
 * The journal's folder: as configured, or in Pulumi's home. A relative path is ignored, because it could be different
 * folders for two processes.
 */
export function journalFolder(option: string | undefined, environment: NodeJS.ProcessEnv): string {
    const wanted = resolveJournalDir(option, environment);
    if (isAbsolute(wanted)) return wanted;
    const home = environment["PULUMI_HOME"] || join(homedir(), ".pulumi");
    return join(home, "fortanix-ccm", "journal");
}

/** The folder as configured, whether or not it can be used; empty if none is. */
export function resolveJournalDir(option: string | undefined, environment: NodeJS.ProcessEnv): string {
    return option?.trim() || environment[JOURNAL_DIR.variable]?.trim() || "";
}

/**
 * Key of a resource in the journal, 32 characters: the name of its file in version 1, and its first half the prefix of
 * its file names since. Contains the backend, because stacks of the same name in two backends have resources with the
 * same URN.
 */
export function journalKey(urn: string, backend: string): string {
    return createHash("sha256").update(`${backend}\n${urn}`).digest("hex").slice(0, 32);
}

/**
 * URL of the stack's backend, by the rules of the Pulumi CLI: from the environment, the project file or the last login.
 * Pulumi does not pass it to providers. No request is sent to it, and it is stored only as a hash.
 */
export function backendUrl(environment: NodeJS.ProcessEnv, folder = process.cwd()): string {
    return environment["PULUMI_BACKEND_URL"] ?? projectBackend(folder) ?? loggedInBackend(environment) ?? "";
}

function projectBackend(folder: string): string | undefined {
    const files = ["Pulumi.yaml", "Pulumi.yml"].map((name) => join(folder, name));
    const file = files.find((path) => existsSync(path));
    if (file === undefined) return dirname(folder) === folder ? undefined : projectBackend(dirname(folder));
    return quietly(() => {
        const fromSdk = createRequire(require.resolve("@pulumi/pulumi/package.json"));
        const yaml = fromSdk("js-yaml") as { load(text: string): unknown };
        return (yaml.load(readFileSync(file, "utf8")) as { backend?: { url?: string } } | undefined)?.backend?.url;
    });
}

function loggedInBackend(environment: NodeJS.ProcessEnv): string | undefined {
    const folder = environment["PULUMI_CREDENTIALS_PATH"] ?? environment["PULUMI_HOME"] ?? join(homedir(), ".pulumi");
    return quietly(
        () => (JSON.parse(readFileSync(join(folder, "credentials.json"), "utf8")) as { current?: string }).current,
    );
}

function quietly(read: () => string | undefined): string | undefined {
    try {
        return read();
    } catch {
        return undefined;
    }
}
