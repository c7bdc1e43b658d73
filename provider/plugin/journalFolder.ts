import { createHash } from "node:crypto";
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { backendUrl } from "./backend";

/*
 * Where the start journal is. Program and plugin process both find it by this, so it is light: the program imports it.
 */

/** The configuration key and the environment variable that say where else it is to be. */
export const JOURNAL_DIR = { key: "journalDir", variable: "FORTANIX_CCM_JOURNAL_DIR" } as const;

/** The folder, by the option or in Pulumi's home. What is not an absolute path would mean two places to two processes. */
export function journalFolder(option: string | undefined, environment: NodeJS.ProcessEnv): string {
    const wanted = resolveJournalDir(option, environment);
    if (isAbsolute(wanted)) return wanted;
    const home = environment["PULUMI_HOME"] || join(homedir(), ".pulumi");
    return join(home, "fortanix-ccm", "journal");
}

/** What is asked for, whether or not it can be used; empty when nothing is. */
export function resolveJournalDir(option: string | undefined, environment: NodeJS.ProcessEnv): string {
    return option?.trim() || environment[JOURNAL_DIR.variable]?.trim() || "";
}

/** The file of one resource. Stacks of the same name in two backends have resources of the same URN. */
export function journalFile(folder: string, urn: string, environment: NodeJS.ProcessEnv): string {
    const key = createHash("sha256")
        .update(`${backendUrl(environment)}\n${urn}`)
        .digest("hex")
        .slice(0, 32);
    return join(folder, `${key}.json`);
}
