import { isRecord, mapTexts } from "../values";
import { containerGroupFacts } from "./containerGroupFacts";
import type { Fact } from "./fields";
import { jobFact, podFact, type PodFact } from "./kubernetesFacts";

type Detail = Readonly<Record<string, unknown>>;

/**
 * What a person needs of what the orchestrator says of a run, the more telling first. Its form is not documented: whatever looks
 * like a Job, a Pod or a container group is found.
 *
 * @param detail by the orchestrator's name, which says nothing that the deployment does not say
 */
export function orchestratorFacts(detail: Detail = {}): readonly Fact[] {
    const found: Found = { jobs: [], pods: [], others: [], values: 0 };
    for (const part of Object.values(detail)) search(part, MAX_DEPTH, found);
    return [...found.jobs, ...podFacts(found.pods), ...found.others];
}

/** Between what a person needs and the rest, in one text. */
const THEN = ". | ";

/**
 * The text for the state: cut at its end, it still says what went wrong. After the facts comes all of it as JSON, without what is
 * long and says nothing. Empty when nothing was said.
 */
export function detailText(detail: Detail): string {
    const facts = orchestratorFacts(detail);
    const parts = Object.values(detail).filter((part) => !isNothing(part));
    const rest = parts.map((part) => JSON.stringify(withoutNoise(part, facts.length > 0))).join(" ");
    return facts.length === 0 ? rest : facts.map(({ text }) => text).join(". ") + THEN + rest;
}

/** Of such a text, cut or not, what a person needs; all of it where nothing in it was known. */
export function neededPart(text: string): string {
    const at = /^[{[]/.test(text) ? -1 : text.indexOf(THEN);
    return at === -1 ? text : text.slice(0, at + 1);
}

/** The same with all its texts as people may see them: before anything is cut, since nobody would know half a secret. */
export function shownDetail(detail: Detail | undefined, shown: (text: string) => string): Detail {
    return mapTexts(detail ?? {}, shown) as Record<string, unknown>;
}

/** So much of it is said where there is little room, in characters: the error of the run says more. */
export const MAX_FEW_WORDS = 160;

/** The fact that says best what is wrong; `undefined` when nothing is known to be. */
export function troubleText(detail: Detail): string | undefined {
    const wrong = orchestratorFacts(detail).filter(({ isWrong }) => isWrong);
    return (wrong.find(({ isSummary }) => isSummary !== true) ?? wrong[0])?.text;
}

/** An object may stand in another one, beside its pods, or in a list. */
const MAX_DEPTH = 4;
/** More objects than this are not looked at, nor more values in search of them: an answer may be as large as it likes. */
const MOST_OBJECTS = 500;
const MOST_VALUES = 20_000;

interface Found {
    readonly jobs: Fact[];
    readonly pods: PodFact[];
    readonly others: Fact[];
    values: number;
}

/** What is found is not looked into. */
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

/** Several tries end alike. What went wrong first. */
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

/** Long, and nothing about the run. */
const NOISE = "managedFields";
/** What was asked for; it may hold what the owner of the graph keeps to himself. */
const ASKED_FOR = new Set([
    ...["spec", "annotations", "containers", "initContainers", "init_containers", "volumes"],
    ...["env", "environmentVariables", "environment_variables"],
]);

/** How it stands first, and what was asked for last; of objects that are known, whose facts have said what counts, not at all. */
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
