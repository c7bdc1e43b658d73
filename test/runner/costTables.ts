import { table } from "../../tools/table";
import type { Cost } from "./costs";
import { STEPS, stepOf } from "./testFiles";

const FILES_SHOWN = 20;

/** Markdown tables of the time spent by step, by file and by `pulumi` command. */
export function costTables(costs: readonly Cost[]): string {
    const files = costs.filter(({ kind }) => kind === "file");
    const commands = costs.filter(({ kind }) => kind === "command");
    const steps = STEPS.map((step) => [step, files.filter(({ name }) => stepOf(name) === step)] as const).filter(
        ([, all]) => all.length > 0,
    );
    const byCommand = new Map<string, Cost[]>();
    for (const cost of commands) byCommand.set(cost.name, [...(byCommand.get(cost.name) ?? []), cost]);
    const longest = [...files].sort((a, b) => b.wallMs - a.wallMs).slice(0, FILES_SHOWN);
    return [
        table(
            ["step", "files", "time, s", "CPU, s"],
            [...steps, ["all", files] as const].map(([step, all]) => [step, all.length, ...sums(all)]),
        ),
        table(
            ["file", "time, s", "CPU, s"],
            longest.map((cost) => [cost.name, ...sums([cost])]),
        ),
        table(
            ["pulumi", "times", "time, s", "CPU, s", "CPU each, s"],
            [...byCommand]
                .sort(([, a], [, b]) => b.length - a.length)
                .map(([name, all]) => [name, all.length, ...sums(all), seconds(cpu(all) / all.length)]),
        ),
    ].join("\n\n");
}

const seconds = (ms: number) => (ms / 1000).toFixed(1);
const cpu = (costs: readonly Cost[]) => costs.reduce((sum, { cpuMs = NaN }) => sum + cpuMs, 0);
const sums = (costs: readonly Cost[]) => [
    seconds(costs.reduce((sum, { wallMs }) => sum + wallMs, 0)),
    seconds(cpu(costs)),
];
