import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { dirname, join } from "node:path";

/**
 * Which backend keeps the stack's state, by the rules of the Pulumi CLI: the environment, the project file, the last
 * log-in. Pulumi does not tell a provider. It is only compared, never called and never written down in clear.
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
