import { isRecord } from "../values";
import { containerGroupFacts } from "./containerGroupFacts";
import type { Fact } from "./fields";
import { jobFact, podFact, type PodFact } from "./kubernetesFacts";

export interface OrchestratorReport {
    /** What a person needs, the more telling first. */
    readonly facts: readonly Fact[];
    /** All of it as JSON, without what is long and says nothing; empty when nothing was said. */
    readonly rest: string;
}

/**
 * What the orchestrator says of a run. Its form is not documented: whatever looks like a Job, a Pod or a container group is
 * found, and all else is shown as it is.
 *
 * @param detail by the orchestrator's name, which says nothing that the deployment does not say
 */
export function orchestratorReport(detail: Readonly<Record<string, unknown>> = {}): OrchestratorReport {
    const parts = Object.values(detail).filter((part) => !isNothing(part));
    const objects = parts.flatMap((part) => candidates(part, MAX_DEPTH));
    const jobs = objects.map(jobFact).filter((fact) => fact !== undefined);
    const pods = objects.map(podFact).filter((fact) => fact !== undefined);
    const facts = [...jobs, ...podFacts(pods), ...objects.flatMap(containerGroupFacts)];
    return { facts, rest: parts.map((part) => JSON.stringify(withoutNoise(part, facts.length > 0))).join(" ") };
}

/** Between what a person needs and the rest, in one text. */
const THEN = ". | ";

/** The text for the state: cut at its end, it still says what went wrong. Empty when nothing was said. */
export function detailText({ facts, rest }: OrchestratorReport): string {
    return facts.length === 0 ? rest : facts.map(({ text }) => text).join(". ") + THEN + rest;
}

/** Of such a text, cut or not, what a person needs. */
export function neededPart(text: string): string {
    const at = text.indexOf(THEN);
    return at === -1 ? text : text.slice(0, at + 1);
}

/** What is wrong, in a few words; `undefined` when nothing is known to be. */
export function troubleText({ facts }: OrchestratorReport): string | undefined {
    // Of a Job the pods say more.
    return facts.findLast(({ isWrong }) => isWrong)?.text;
}

/** An object may stand in another one, beside its pods, or in a list. */
const MAX_DEPTH = 4;
const MOST_OBJECTS = 50;

/** The objects that may be one of the orchestrator's; what is found is not looked into. */
function candidates(value: unknown, depth: number): unknown[] {
    if (depth < 0) return [];
    if (Array.isArray(value)) return value.slice(0, MOST_OBJECTS).flatMap((member) => candidates(member, depth - 1));
    if (!isRecord(value)) return [];
    const isObject = [jobFact(value), podFact(value), containerGroupFacts(value)[0]].some((fact) => fact !== undefined);
    return isObject ? [value] : Object.values(value).flatMap((member) => candidates(member, depth - 1));
}

/** Several tries end alike. */
function podFacts(pods: readonly PodFact[]): Fact[] {
    const texts = new Set(pods.map(({ text }) => text).filter((text) => text !== ""));
    return [...texts].map((text) => {
        const alike = pods.filter((pod) => pod.text === text);
        const which = alike.length === 1 ? `Pod ${alike[0]?.name}` : `${alike.length} Pods`;
        return { text: `${which}: ${text}`, isWrong: alike.some(({ isWrong }) => isWrong) };
    });
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
