import { MESSAGE_CODES } from "../../contract/messageCodes";
import { RUN_DEFINING_INPUTS } from "../../core";
import { changedNames } from "./changedInputs";
import { type LeafChange, leafChanges } from "./leafChanges";
import type { ReviewedMessage } from "./previewMessages";
import type { PreviewStep } from "./previewDocument";

/** More changed values than this are counted; the diff has them all. */
const MAX_CHANGES = 3;

/** The inputs that change with an update in place, as `waitFor RUNNING → NONE`. */
export function updateReasons({ oldState, newState }: PreviewStep): readonly string[] {
    const [olds, news] = [oldState?.inputs ?? {}, newState?.inputs ?? {}];
    return changeTexts(leafChanges(olds, news, changedNames(olds, news)));
}

function changeTexts(changes: readonly LeafChange[]): string[] {
    return [
        ...changes.slice(0, MAX_CHANGES).map(({ label, before, after }) => `${label} ${before} → ${after}`),
        ...(changes.length > MAX_CHANGES ? [`${changes.length - MAX_CHANGES} more values`] : []),
    ];
}

/** Why a run is replaced: the values that change, or the reason that the provider gives for anything else. */
export function replacementReasons(
    { oldState, newState, replaceReasons }: PreviewStep,
    given: readonly ReviewedMessage[],
): readonly string[] {
    const names: readonly string[] = RUN_DEFINING_INPUTS;
    const changes = leafChanges(oldState?.inputs ?? {}, newState?.inputs ?? {}, names);
    const shown = new Set(changes.map(({ input }) => input));
    const hidden = (replaceReasons ?? []).filter((name) => names.includes(name) && !shown.has(name));
    const texts = [
        ...changeTexts(changes),
        ...hidden.map((name) => `${name} changed (values hidden: it contains a secret)`),
    ];
    const isByInputs = given.every(({ code }) => code === undefined || code === MESSAGE_CODES.newRun);
    if (isByInputs && texts.length > 0) return [`new run: ${texts.join("; ")}`];
    if (given.length > 0) return given.map(({ text }) => text);
    if ((replaceReasons ?? []).includes("runStatus")) return ["new run: the previous run has ended (rerunOn)"];
    if ((replaceReasons ?? []).length > 0) return [`replaced because of ${(replaceReasons ?? []).join(", ")}`];
    return ["replaced as requested (--replace, taint or replacementTrigger)"];
}
