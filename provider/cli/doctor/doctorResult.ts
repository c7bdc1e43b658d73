/** Result of one check. "skip": it depends on another check, which has failed. */
export type Verdict = "ok" | "warn" | "fail" | "skip";

export interface DoctorResult {
    readonly name: string;
    readonly verdict: Verdict;
    readonly found: string;
    readonly fix?: string;
}

const MARKS: Record<Verdict, string> = { ok: "✔", warn: "!", fail: "✖", skip: "-" };

/** Formats the results as a table, with a line for the fix below each row that has one. */
export function tableOf(results: readonly DoctorResult[]): string {
    const width = Math.max(...results.map(({ name }) => name.length));
    const indent = " ".repeat(width + 4);
    const lines = results.flatMap(({ name, verdict, found, fix }) => [
        `${MARKS[verdict]} ${name.padEnd(width)}  ${found}`,
        ...(fix === undefined ? [] : [`${indent}→ ${fix}`]),
    ]);
    const count = (wanted: Verdict) => results.filter(({ verdict }) => verdict === wanted).length;
    const [failed, warnings] = [count("fail"), count("warn")];
    const counted = (number: number, what: string) => `${number} ${what}${number === 1 ? "" : "s"}`;
    const warned = warnings === 0 ? "" : `, ${counted(warnings, "warning")}`;
    const summary = failed === 0 ? `All checks passed${warned}.` : `${counted(failed, "check")} failed${warned}.`;
    return `${lines.join("\n")}\n\n${summary}\n`;
}
