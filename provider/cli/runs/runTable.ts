import { formatDuration } from "../../core";
import type { Holder } from "./holders";
import type { RunRow } from "./runRows";

const HEAD = ["run", "status", "age", "graph", "cluster", "held by"] as const;

/**
 * Formats runs as a table.
 *
 * @param sources names of the states that were read: only their stacks can be shown as holders
 * @param problem why there is none
 */
export function runTable(rows: readonly RunRow[], sources: readonly string[], problem = "none was named"): string {
    const cells = rows.map((row) => [
        row.runId,
        row.status,
        row.ageSeconds === null ? "unknown" : formatDuration(row.ageSeconds * 1000),
        `${row.graph.name ?? row.graph.id}:${row.graph.version}`,
        row.cluster.name ?? row.cluster.id,
        sources.length === 0 ? "unknown" : holderText(row.heldBy),
    ]);
    const widths = HEAD.map((name, column) => Math.max(name.length, ...cells.map((line) => line[column]?.length ?? 0)));
    const lineOf = (line: readonly string[]) =>
        line
            .map((cell, column) => cell.padEnd(widths[column] ?? 0))
            .join("  ")
            .trimEnd();
    const table = rows.length === 0 ? ["No run."] : [HEAD, ...cells].map(lineOf);
    return `${[...table, "", ...notes(rows, sources, problem)].join("\n")}\n`;
}

function holderText(holders: readonly Holder[]): string {
    if (holders.length === 0) return "nobody";
    return holders.map((holder) => (holder.kind === "state" ? nameOf(holder) : `perhaps ${nameOf(holder)}`)).join(", ");
}

function nameOf({ project, stack, resource }: Holder): string {
    return `${project}/${stack}/${resource}`;
}

function notes(rows: readonly RunRow[], sources: readonly string[], problem: string): string[] {
    if (sources.length === 0)
        return [
            `No state was read (${problem}), so it is unknown which stacks hold these runs: use --stack, --all-stacks or --state.`,
        ];
    const interrupted = rows.flatMap(({ heldBy }) => heldBy.filter(({ kind }) => kind === "interrupted"));
    const stacks = [...new Set(interrupted.map(({ project, stack }) => `${project}/${stack}`))];
    return [
        `States read: ${sources.join(", ")}. Runs of other stacks appear as held by nobody.`,
        ...stacks.map(
            (stack) => `An update of ${stack} was interrupted: \`pulumi up\` of that stack continues with its runs.`,
        ),
    ];
}
