import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../../tools/process";
import { npm } from "../support/packedPackage";
import { root } from "../../tools/repository";

export const MANAGERS = ["npm", "pnpm", "yarn", "bun"] as const;
export type Manager = (typeof MANAGERS)[number];

/** npm packages with the other package managers, and their programs. */
const SOURCES = {
    pnpm: { spec: "pnpm@10", script: "pnpm/bin/pnpm.cjs" },
    yarn: { spec: "@yarnpkg/cli-dist@4", script: "@yarnpkg/cli-dist/bin/yarn.js" },
    bun: { spec: `@oven/bun-${platformOfBun()}@1`, script: `@oven/bun-${platformOfBun()}/bin/bun` },
} as const;

function platformOfBun(): string {
    const platform = process.platform === "win32" ? "windows" : process.platform;
    return `${platform}-${process.arch === "arm64" ? "aarch64" : process.arch}`;
}

/** Cache of programs from the registry. */
export const downloads = join(root, ".work", "matrix");

/** Installs an npm package once, separate from the checkout's packages, and returns the path of a file in it. */
export async function fetchPackage(spec: string, file: string): Promise<string> {
    const folder = join(downloads, spec.replace(/\W+/g, "-"));
    const path = join(folder, "node_modules", file);
    if (existsSync(path)) return path;
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true }));
    await npm(["install", spec], folder);
    return path;
}

/** Installs packages and our tarball in a project, as strictly as the package manager does by default. */
export async function installWith(manager: Manager, folder: string, tarball: string, packages: readonly string[]) {
    const ours = manager === "yarn" ? `pulumi-fortanix-ccm@${tarball}` : tarball;
    if (manager === "npm") return npm(["install", ours, ...packages], folder);
    const { spec, script } = SOURCES[manager];
    const program = await fetchPackage(spec, script);
    if (manager === "yarn")
        writeFileSync(join(folder, ".yarnrc.yml"), "nodeLinker: node-modules\nenableTelemetry: false\n");
    const [command, first] = manager === "bun" ? [program, []] : [process.execPath, [program]];
    const { code, stdout, stderr } = await run(command, [...first, "add", ours, ...packages], {
        cwd: folder,
        env: { ...process.env, ...(await registryFor(manager)), CI: "true" },
    });
    if (code !== 0) throw new Error(`${manager} add failed:\n${stdout}${stderr}`);
    return stdout;
}

/** Variables with npm's registry, which may be a mirror, for managers that do not read npm's settings. */
async function registryFor(manager: Manager): Promise<NodeJS.ProcessEnv> {
    const registry = (await npm(["config", "get", "registry"], root)).trim();
    switch (manager) {
        case "yarn":
            return {
                YARN_NPM_REGISTRY_SERVER: registry,
                YARN_UNSAFE_HTTP_WHITELIST: new URL(registry).hostname,
                YARN_ENABLE_IMMUTABLE_INSTALLS: "false",
            };
        case "bun":
            return { BUN_CONFIG_REGISTRY: registry };
        default:
            return { npm_config_registry: registry };
    }
}
