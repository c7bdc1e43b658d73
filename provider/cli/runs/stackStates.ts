import { readFileSync } from "node:fs";
import { messageOf } from "../../core";
import { findPulumi, runPulumi } from "../../plugin/pulumiCli";
import { readCheckpoint, readStackExport } from "../../plugin/stackExport";
import type { NamedState } from "./holders";

export interface StateOptions {
    readonly stacks: readonly string[];
    /** Every stack that the backend lists for this user. */
    readonly allStacks: boolean;
    /** Files with `pulumi stack export` or a backend's state; `-` is standard input. */
    readonly files: readonly string[];
}

/** Timeout of a command in milliseconds: a state may be large, and a backend slow. */
const LIMIT_MS = 120_000;

export interface StatesRead {
    readonly states: readonly NamedState[];
    /** Why there is none: without any option, a stack does not have to be selected. */
    readonly problem?: string;
}

/**
 * Reads the states of stacks. Without any option, that of the selected stack, if there is one.
 *
 * @throws Error that names the stack or file that cannot be read: an incomplete list would show its runs as held by nobody
 */
export async function readStates(
    { stacks, allStacks, files }: StateOptions,
    environment: NodeJS.ProcessEnv,
): Promise<StatesRead> {
    const fromFiles = files.map((file) => ({
        source: file,
        state: parse(readFileSync(file === "-" ? 0 : file, "utf8"), file),
    }));
    const isDefault = stacks.length === 0 && !allStacks && files.length === 0;
    const pulumi = pulumiOf(environment);
    if (isDefault) {
        const source = "the selected stack";
        try {
            return { states: [{ source, state: parse(await pulumi(["stack", "export"]), source) }] };
        } catch (error) {
            return { states: [], problem: messageOf(error) };
        }
    }
    const names = allStacks ? [...new Set([...stacks, ...(await listStacks(pulumi))])] : stacks;
    const fromBackend: NamedState[] = [];
    // One after the other: a backend may limit requests, and each process takes 100 MB.
    for (const name of names) {
        const text = await pulumi(["stack", "export", "--stack", name]).catch((error: unknown) => {
            throw new Error(`the state of stack ${name} cannot be read: ${messageOf(error)}`);
        });
        fromBackend.push({ source: name, state: parse(text, name) });
    }
    return { states: [...fromFiles, ...fromBackend] };
}

type Pulumi = (args: readonly string[]) => Promise<string>;

function pulumiOf(environment: NodeJS.ProcessEnv): Pulumi {
    const program = findPulumi(environment);
    return (args) =>
        program === undefined
            ? Promise.reject(new Error("the Pulumi CLI is not on the PATH"))
            : runPulumi(program, args, environment, LIMIT_MS);
}

async function listStacks(pulumi: Pulumi): Promise<string[]> {
    const text = await pulumi(["stack", "ls", "--all", "--json"]).catch((error: unknown) => {
        throw new Error(`the stacks cannot be listed: ${messageOf(error)}`);
    });
    return (JSON.parse(text) as { name: string }[]).map(({ name }) => name);
}

function parse(text: string, source: string): NamedState["state"] {
    for (const read of [readStackExport, readCheckpoint]) {
        try {
            return read(text, source);
        } catch {
            // The other format, or neither.
        }
    }
    throw new Error(
        `${source} is not a state: it must be what \`pulumi stack export\` prints, or a state file of a backend`,
    );
}
