import { join } from "node:path";

/** The folder of the checkout. */
export const root = join(__dirname, "..");

/** The package's command line, as it is compiled. */
export const cliScript = join(root, "provider", "dist", "cli", "main.js");

/** A script of an installed package. */
export function packageScript(name: string, ...path: string[]): string {
    return join(root, "node_modules", name, ...path);
}
