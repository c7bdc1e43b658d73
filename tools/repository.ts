import { join } from "node:path";

/** Root folder of the repository. */
export const root = join(__dirname, "..");

/** The package's compiled CLI. */
export const cliScript = join(root, "provider", "dist", "cli", "main.js");

/** A script of an installed package. */
export function packageScript(name: string, ...path: string[]): string {
    return join(root, "node_modules", name, ...path);
}
