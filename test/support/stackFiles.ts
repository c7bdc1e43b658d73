import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readEntry } from "../../provider/plugin/journalFile";

export interface StateResource {
    readonly urn: string;
    readonly type: string;
    readonly id: string;
    readonly inputs: Record<string, unknown>;
    readonly outputs: Record<string, unknown>;
    readonly initErrors?: readonly string[];
    readonly delete?: boolean;
}

/** The state file of a stack. @param backend the folder of a file backend that has one project */
export function stateFileOf(backend: string, stack: string): string {
    const folder = join(backend, ".pulumi", "stacks");
    const [project = ""] = readdirSync(folder);
    return join(folder, project, `${stack}.json`);
}

/** All resources in the state of a stack. @param backend the folder of a file backend that has one project */
export function resourcesIn(backend: string, stack: string): StateResource[] {
    type File = { checkpoint: { latest: { resources?: StateResource[] } } };
    const { checkpoint } = JSON.parse(readFileSync(stateFileOf(backend, stack), "utf8")) as File;
    return checkpoint.latest.resources ?? [];
}

/** Starts in a start journal whose results the engine has not received, by resource name. */
export function openStartsIn(folder: string): Record<string, { stage: string; runId?: string }> {
    const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".json")) : [];
    const noted = files.flatMap((name) => {
        const text = textOf(join(folder, name));
        return text === undefined ? [] : readEntry(text);
    });
    const isOpen = ({ record }: (typeof noted)[number]) =>
        record.stage === "requested" || (record.returned !== true && record.confirmed !== true);
    return Object.fromEntries(
        noted.filter(isOpen).map(({ urn, record }) => [urn.split("::").slice(3).join("::"), record] as const),
    );
}

/** Reads a file; `undefined` if a leftover process has removed it since the folder was read. */
function textOf(file: string): string | undefined {
    try {
        return readFileSync(file, "utf8");
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
        throw error;
    }
}
