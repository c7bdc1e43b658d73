import { isRecord, mapTexts } from "../values";
import { containerGroupFacts } from "./containerGroupFacts";
import type { Fact } from "./fields";
import { jobFact, podFact, type PodFact } from "./kubernetesFacts";

type Detail = Readonly<Record<string, unknown>>;

/**
 * Extracts the facts in the orchestrator's detail of a run, most relevant first. Its format is not documented:
 * everything that looks like a Job, a Pod or a container group is found.
 *
 * @param detail by the orchestrator's name, which the deployment implies and is therefore ignored
 */
export function orchestratorFacts(detail: Detail = {}): readonly Fact[] {
    const found: Found = { jobs: [], pods: [], others: [], values: 0 };
    for (const part of Object.values(detail)) search(part, MAX_DEPTH, found);
    return [...found.jobs, ...podFacts(found.pods), ...found.others];
}

/** Separates the facts from the rest in one text. */
const THEN = ". | ";

/**
 * The text for the state: facts first, so that a truncated text still names the cause, then the whole detail as JSON
 * without long, irrelevant members. Empty if there is no detail.
 */
export function detailText(detail: Detail): string {
    const facts = orchestratorFacts(detail);
    const parts = Object.values(detail).filter((part) => !isNothing(part));
    const rest = parts.map((part) => JSON.stringify(withoutNoise(part, facts.length > 0))).join(" ");
    return facts.length === 0 ? rest : facts.map(({ text }) => text).join(". ") + THEN + rest;
}

/** The facts of such a text, truncated or not; the whole text if it contains none. */
export function neededPart(text: string): string {
    const at = /^[{[]/.test(text) ? -1 : text.indexOf(THEN);
    return at === -1 ? text : text.slice(0, at + 1);
}

/** Sanitizes every string of a detail. Must precede truncation, since half a secret is not recognized. */
export function shownDetail(detail: Detail | undefined, shown: (text: string) => string): Detail {
    return mapTexts(detail ?? {}, shown) as Record<string, unknown>;
}

/** Maximum length in characters where space is limited: the run's error says more. */
export const MAX_FEW_WORDS = 160;

/** The most specific fact that reports a problem; `undefined` if there is none. */
export function troubleText(detail: Detail): string | undefined {
    const wrong = orchestratorFacts(detail).filter(({ isWrong }) => isWrong);
    return (wrong.find(({ isSummary }) => isSummary !== true) ?? wrong[0])?.text;
}

/** An object may be nested in another one, next to its Pods, or in a list. */
const MAX_DEPTH = 4;
/** Limits of the objects found and the values searched: the size of a response is not bounded. */
const MOST_OBJECTS = 500;
const MOST_VALUES = 20_000;

interface Found {
    readonly jobs: Fact[];
    readonly pods: PodFact[];
    readonly others: Fact[];
    values: number;
}

/** Collects the objects in a value; does not search inside a found object. */
function search(value: unknown, depth: number, found: Found): void {
    found.values++;
    if (depth < 0 || found.values > MOST_VALUES || typeof value !== "object" || value === null) return;
    if (found.jobs.length + found.pods.length + found.others.length >= MOST_OBJECTS) return;
    if (isRecord(value)) {
        const job = jobFact(value);
        const pod = podFact(value);
        const group = containerGroupFacts(value);
        if (job !== undefined) found.jobs.push(job);
        if (pod !== undefined) found.pods.push(pod);
        found.others.push(...group);
        if (job !== undefined || pod !== undefined || group.length > 0) return;
    }
    for (const member of Object.values(value)) search(member, depth - 1, found);
}

/** Merges Pods with the same outcome, such as retries. Problems first. */
function podFacts(pods: readonly PodFact[]): Fact[] {
    const byText = new Map<string, PodFact[]>();
    for (const pod of pods) if (pod.text !== "") byText.set(pod.text, [...(byText.get(pod.text) ?? []), pod]);
    return [...byText.values()]
        .map((alike) => {
            const which = alike.length === 1 ? `Pod ${alike[0]?.name}` : `${alike.length} Pods`;
            return { text: `${which}: ${alike[0]?.text}`, isWrong: alike.some(({ isWrong }) => isWrong) };
        })
        .sort((a, b) => Number(b.isWrong) - Number(a.isWrong));
}

/** Long and irrelevant to the run. */
const NOISE = "managedFields";
/** The requested configuration, which may contain data that the graph's owner keeps private. */
const ASKED_FOR = new Set([
    ...["spec", "annotations", "containers", "initContainers", "init_containers", "volumes"],
    ...["env", "environmentVariables", "environment_variables"],
]);

/** Puts the status first and the requested configuration last; omits the latter if the facts cover the object. */
function withoutNoise(value: unknown, isKnown: boolean): unknown {
    if (Array.isArray(value)) return value.map((member) => withoutNoise(member, isKnown));
    if (!isRecord(value)) return value;
    const rank = (name: string) => (name === "status" ? 0 : ASKED_FOR.has(name) ? 2 : 1);
    return Object.fromEntries(
        Object.entries(value)
            .filter(([name]) => name !== NOISE && !(isKnown && ASKED_FOR.has(name)))
            .sort(([a], [b]) => rank(a) - rank(b))
            .map(([name, member]) => [name, withoutNoise(member, isKnown)]),
    );
}

function isNothing(part: unknown): boolean {
    return part === null || part === undefined || (isRecord(part) && Object.keys(part).length === 0);
}
