import { isDeepStrictEqual } from "node:util";
import type { Properties } from "../validation";
import { formatPath, isRecord, isUnknown, type Path } from "../values";
import { canonicalInput, isEmpty, RUN_DEFINING_INPUTS } from "./runSpec";

/** Whether an input that defines a run asks for another one. */
export function startsAnotherRun(name: string, old: unknown, now: unknown): boolean {
    const [before, after] = [canonicalInput(name, old), canonicalInput(name, now)];
    // The first trigger and the last one only say from when on, or until when, triggers count.
    if (name === "triggers" && (isEmpty(before) || isEmpty(after))) return false;
    return !isDeepStrictEqual(before, after);
}

/** Where two sets of inputs ask for different runs, each as `path changed`. Values are not named: they may be secret. */
export function changedInputs(olds: Properties, news: Properties): string[] {
    return RUN_DEFINING_INPUTS.filter((name) => startsAnotherRun(name, olds[name], news[name])).flatMap((name) =>
        changedPlaces([name], canonicalInput(name, olds[name]), canonicalInput(name, news[name])),
    );
}

/** The deepest places in which two values differ, each as `path changed`. Values are not named: they may be secret. */
function changedPlaces(path: Path, old: unknown, now: unknown): string[] {
    if (isUnknown(now)) return [`${formatPath(path)} is not known yet`];
    if (isRecord(old) && isRecord(now)) {
        const names = [...new Set([...Object.keys(old), ...Object.keys(now)])];
        return names
            .filter((name) => !isDeepStrictEqual(old[name], now[name]))
            .flatMap((name) => changedPlaces([...path, name], old[name], now[name]));
    }
    const what = old === undefined ? "added" : now === undefined ? "removed" : "changed";
    return [`${formatPath(path)} ${what}`];
}
