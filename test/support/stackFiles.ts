import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { entryOf } from "../../provider/plugin/journalText";

export interface StateResource {
    readonly urn: string;
    readonly type: string;
    readonly id: string;
    readonly inputs: Record<string, unknown>;
    readonly outputs: Record<string, unknown>;
    readonly initErrors?: readonly string[];
    readonly delete?: boolean;
}

/** All resources in the state of a stack. @param backend the folder of a file backend that has one project */
export function resourcesIn(backend: string, stack: string): StateResource[] {
    const folder = join(backend, ".pulumi", "stacks");
    const [project = ""] = readdirSync(folder);
    type File = { checkpoint: { latest: { resources?: StateResource[] } } };
    const { checkpoint } = JSON.parse(readFileSync(join(folder, project, `${stack}.json`), "utf8")) as File;
    return checkpoint.latest.resources ?? [];
}

/** What a start journal holds and no state, by the names of resources. */
export function openStartsIn(folder: string): Record<string, { stage: string; runId?: string }> {
    const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".json")) : [];
    type Entry = { urn: string; starts: { stage: string; runId?: string; confirmed?: boolean }[] };
    const entries = files.map((name) => entryOf(readFileSync(join(folder, name), "utf8")) as Entry | undefined);
    const whole = entries.filter((entry) => entry !== undefined);
    const open = whole.flatMap(({ urn, starts }) => {
        const start = starts.find(({ confirmed }) => confirmed !== true);
        return start === undefined ? [] : [[urn.split("::").at(-1) ?? "", start] as const];
    });
    return Object.fromEntries(open);
}
