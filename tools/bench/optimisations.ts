import { join } from "node:path";
import { COMMAND_NAMES, measureEngineCommands, type CommandName, type Plan, type Sample } from "./engineCommands";
import { ratioText, table } from "./report";
import { groupsOf, medianOf, ratioOf, recordOf } from "./samples";
import type { Spread } from "./statistics";
import { OPTIMISATIONS } from "./without/optimisations";

/** The package as it is; all others are it without one thing. */
const AS_IT_IS = "nothing";
export const OPTIMISATION_NAMES = Object.keys(OPTIMISATIONS).filter((name) => name !== AS_IT_IS);

/** What the package without an optimisation takes, as a ratio to the package as it is in the same round. */
export interface OptimisationRow {
    readonly name: string;
    readonly what: string;
    readonly count: number;
    readonly latencyMs: number;
    readonly ratio: Readonly<Record<CommandName, Spread>>;
    /** That the service gets in all commands of a round: from the package as it is, and without it. */
    readonly requests: readonly [number, number];
    /** To load the package in the program, in milliseconds: the package as it is, and without it. */
    readonly importMs: readonly [number, number];
}

/** Measures the package beside the package without one thing, for each of the things that are named. */
export async function measureOptimisations(
    folder: string,
    names: readonly string[],
    plan: Plan,
    progress: (text: string) => void,
): Promise<Sample<string>[]> {
    const contestants = [AS_IT_IS, ...names].map(
        (name) => ({ name, project: "package", env: withoutEnvironment(name) }) as const,
    );
    return measureEngineCommands(join(folder, "without"), contestants, plan, progress);
}

/** For a Node whose package goes without it; so do the processes that it starts. */
export function withoutEnvironment(name: string): NodeJS.ProcessEnv {
    const preload = join(__dirname, "without", "preload.js");
    return { NODE_OPTIONS: `--require ${JSON.stringify(preload)}`, BENCH_WITHOUT: name };
}

export function optimisationRows(samples: readonly Sample<string>[]): OptimisationRow[] {
    return groupsOf(samples, ["count", "latencyMs"]).flatMap(({ key, samples: here }) => {
        const of = (name: string) => here.filter((sample) => sample.name === name);
        const rounds = new Set(here.map(({ round }) => round)).size;
        const measured = OPTIMISATION_NAMES.filter((name) => of(name).length > 0);
        return measured.map((name) => {
            const [asItIs, without] = [of(AS_IT_IS), of(name)];
            const both = (value: (some: readonly Sample<string>[]) => number) =>
                [value(asItIs), value(without)] as const;
            return {
                ...key,
                name,
                what: OPTIMISATIONS[name]?.what ?? name,
                ratio: recordOf(COMMAND_NAMES, (command) => {
                    const ofCommand = (some: readonly Sample<string>[]) =>
                        some.filter((one) => one.command === command);
                    return ratioOf(ofCommand(without), ofCommand(asItIs));
                }),
                requests: both((some) => some.reduce((sum, { requests }) => sum + requests, 0) / rounds),
                importMs: both((some) => medianOf(some.map(({ times }) => times?.importMs)) ?? NaN),
            };
        });
    });
}

/** How much longer each command takes without it. */
export function optimisationTable(rows: readonly OptimisationRow[]): string {
    return table(
        ["without", "resources", "latency, ms", ...COMMAND_NAMES, "requests", "import, ms"],
        rows.map(({ what, count, latencyMs, ratio: to, requests, importMs }) => [
            what,
            count,
            latencyMs,
            ...COMMAND_NAMES.map((command) => ratioText(to[command])),
            requests.map((value) => value.toFixed(0)).join(" → "),
            importMs.map((value) => value.toFixed(1)).join(" → "),
        ]),
    );
}
