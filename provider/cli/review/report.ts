import { isDeepStrictEqual } from "node:util";
import { resourceName, stackOf } from "../../core";
import { Names } from "./names";
import { kindOf, otherChanges } from "./otherChanges";
import type { PreviewDocument, PreviewStep } from "./previewDocument";
import { messagesByUrn, withoutSeverity } from "./previewMessages";
import { byImportance, type Kind, type ReviewedChange } from "./reviewedChange";
import { runChanges } from "./runChanges";

/** Contents of a report on a preview. */
export interface Review {
    /** `project/stack`; empty if the preview has no step. */
    readonly stack: string;
    /** Sorted by importance. */
    readonly changes: readonly ReviewedChange[];
    /** Errors and warnings of resources without a change, each once. */
    readonly errors: readonly string[];
    readonly warnings: readonly string[];
    /** Whether the preview failed: steps after the error, all removals among them, are missing. */
    readonly isIncomplete: boolean;
    /** One sentence: `1 run stops, 2 runs start.` */
    readonly headline: string;
    /** Lines about everything that has no row: unchanged resources, other resources, stack outputs. */
    readonly rest: readonly string[];
}

/** @param nowMs current time, in milliseconds since 1970 */
export function reviewOf(preview: PreviewDocument, nowMs: number): Review {
    const names = new Names(preview);
    const messages = messagesByUrn(preview);
    const changes = [...runChanges(preview, messages, names, nowMs), ...otherChanges(preview, messages)];
    changes.sort(byImportance);
    const withRow = new Set(changes.map(({ urn }) => urn));
    const without = (severity: string) =>
        unique(
            preview.diagnostics
                .filter((message) => message.severity === severity && !withRow.has(message.urn))
                .map(({ message, urn }) => {
                    const text = withoutSeverity(severity, message);
                    return urn === "" || isStack(urn) ? text : `${resourceName(urn)}: ${text}`;
                }),
        );
    const isIncomplete = preview.diagnostics.some(({ severity }) => severity === "error");
    return {
        stack: stackName(preview),
        changes,
        errors: without("error"),
        warnings: without("warning"),
        isIncomplete,
        headline: headlineOf(changes, isIncomplete),
        rest: restOf(preview),
    };
}

function stackName({ steps }: PreviewDocument): string {
    const [first] = steps;
    if (first === undefined) return "";
    const { project, stack } = stackOf(first.urn);
    return `${project}/${stack}`;
}

function isStack(urn: string): boolean {
    return urn.includes("::pulumi:pulumi:Stack::");
}

const COUNTED: readonly (readonly [does: (change: ReviewedChange) => boolean, one: string, several: string])[] = [
    [({ stops }) => stops, "run stops", "runs stop"],
    [({ starts }) => starts, "run starts", "runs start"],
    [({ action }) => action === "adopt", "run is adopted", "runs are adopted"],
    [({ kind, action }) => kind === "run" && action === "resume", "wait continues", "waits continue"],
    [({ kind, action }) => kind === "run" && action === "leave", "run is left as it is", "runs are left as they are"],
    [({ action }) => action === "forget", "run is removed from the state", "runs are removed from the state"],
    [({ kind }) => kind === "cluster", "cluster changes", "clusters change"],
    [({ kind }) => kind === "completion", "completion changes", "completions change"],
    [({ kind }) => kind === "provider", "provider changes", "providers change"],
];

function headlineOf(changes: readonly ReviewedChange[], isIncomplete: boolean): string {
    const parts = COUNTED.flatMap(([does, one, several]) => {
        const count = changes.filter(does).length;
        return count === 0 ? [] : [`${count} ${count === 1 ? one : several}`];
    });
    const settings = changes.filter(({ kind, action }) => kind === "run" && action === "update").length;
    if (settings > 0) parts.push(`${settings} ${settings === 1 ? "run changes" : "runs change"} settings only`);
    if (parts.length > 0) return `${isIncomplete ? "at least " : ""}${parts.join(", ")}.`;
    return isIncomplete ? "No change is known." : "No workflow run, cluster or completion of Fortanix CCM changes.";
}

const NOUNS: Readonly<Record<Kind, readonly [one: string, several: string]>> = {
    run: ["run", "runs"],
    cluster: ["cluster", "clusters"],
    completion: ["completion", "completions"],
    provider: ["provider", "providers"],
};

function restOf({ steps }: PreviewDocument): string[] {
    const unchanged = counted(
        steps.flatMap((step) => {
            const kind = step.op === "same" ? kindOf(step) : undefined;
            return kind === undefined ? [] : [kind];
        }),
    ).map(([kind, count]) => `${count} ${NOUNS[kind][count === 1 ? 0 : 1]}`);
    const others = counted(
        steps
            .filter((step) => step.op !== "same" && kindOf(step) === undefined && !isStack(step.urn))
            .map((step) => `${step.op} ${typeOf(step)}`),
    ).map(([what, count]) => (count === 1 ? what : `${what} (${count})`));
    const outputs = changedOutputs(steps.find(({ urn }) => isStack(urn)));
    return [
        ...(unchanged.length > 0 ? [`Unchanged: ${unchanged.join(", ")}.`] : []),
        ...(others.length > 0 ? [`Other resources: ${others.join(", ")}.`] : []),
        ...(outputs.length > 0 ? [`Stack outputs that change: ${outputs.join(", ")}.`] : []),
    ];
}

function typeOf({ oldState, newState }: PreviewStep): string {
    return (newState ?? oldState)?.type ?? "of an unknown type";
}

/** Outputs are missing in a preview that failed. */
function changedOutputs(stack: PreviewStep | undefined): string[] {
    const [before, after] = [stack?.oldState?.outputs ?? {}, stack?.newState?.outputs];
    if (after === undefined) return [];
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return names.filter((name) => !isDeepStrictEqual(before[name], after[name])).sort();
}

function counted<T>(items: readonly T[]): [item: T, count: number][] {
    const counts = new Map<T, number>();
    for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
    return [...counts];
}

function unique(texts: readonly string[]): string[] {
    return [...new Set(texts)];
}
