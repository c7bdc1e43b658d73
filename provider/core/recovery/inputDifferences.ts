import { isDeepStrictEqual } from "node:util";
import { secretPathsOf } from "../secrets";
import type { Properties } from "../validation";
import { formatPath, isRecord, isUnknown, type Path } from "../values";
import { canonicalInput, isEmpty, RUN_DEFINING_INPUTS } from "./runSpec";

/** Whether a change of a run-defining input requires a new run. */
export function startsAnotherRun(name: string, old: unknown, now: unknown): boolean {
    const [before, after] = [canonicalInput(name, old), canonicalInput(name, now)];
    // Adding the first trigger or removing the last one only sets when triggers begin or cease to count.
    if (name === "triggers" && (isEmpty(before) || isEmpty(after))) return false;
    return !isDeepStrictEqual(before, after);
}

/**
 * The paths at which two sets of inputs request different runs, each as `path changed`. Omits values, and names inside
 * a value that is secret as a whole in either set.
 */
export function changedInputs(olds: Properties, news: Properties): string[] {
    const secrets = new Set([...secretPathsOf(olds), ...secretPathsOf(news)].map(keyOf));
    return RUN_DEFINING_INPUTS.filter((name) => startsAnotherRun(name, olds[name], news[name])).flatMap((name) =>
        changedPlaces([name], canonicalInput(name, olds[name]), canonicalInput(name, news[name]), secrets),
    );
}

function keyOf(path: Path): string {
    return JSON.stringify(path);
}

/** The deepest paths at which two values differ, in objects and arrays. */
function changedPlaces(path: Path, old: unknown, now: unknown, secrets: ReadonlySet<string>): string[] {
    const place = formatPath(path.map(shortened));
    if (isUnknown(now)) return [`${place} is not known yet`];
    const isSecret = secrets.has(keyOf(path));
    if (!isSecret && isRecord(old) && isRecord(now)) {
        const names = [...new Set([...Object.keys(old), ...Object.keys(now)])];
        return names
            .filter((name) => !isDeepStrictEqual(old[name], now[name]))
            .flatMap((name) => changedPlaces([...path, name], old[name], now[name], secrets));
    }
    if (!isSecret && Array.isArray(old) && Array.isArray(now)) {
        const [before, after]: [unknown[], unknown[]] = [old, now];
        return Array.from({ length: Math.max(before.length, after.length) }, (_, index) => index)
            .filter((index) => !isDeepStrictEqual(before[index], after[index]))
            .flatMap((index) => changedPlaces([...path, index], before[index], after[index], secrets));
    }
    const what = old === undefined ? "added" : now === undefined ? "removed" : "changed";
    return [`${place} ${what}`];
}

const RUNTIME_CONFIG_ID = /^[0-9a-f]{64}$/i;

/** The id of a runtime configuration fills a whole line, and only CCM knows the name of its application. */
function shortened(part: string | number): string | number {
    return typeof part === "string" && RUNTIME_CONFIG_ID.test(part) ? `${part.slice(0, 8)}…` : part;
}
