import { CcmClient, redactor, systemClock } from "../ccm";
import {
    messageOf,
    plannedStart,
    preflightFindings,
    PreflightQuestions,
    type Finding,
    type PreflightFacts,
    type Properties,
} from "../lifecycle";
import { resolveConfiguration } from "./configuration";

export interface PreflightResult {
    readonly findings: readonly Finding[];
    /** Why something could not be asked. */
    readonly notAsked: readonly string[];
}

/** A preview is not worth more waiting than this, in milliseconds. All questions run side by side. */
const LIMIT_MS = 2000;

const state: { questions?: PreflightQuestions | { readonly unusable: string } } = {};

/**
 * What CCM says, in a preview, about a run that the update would start. Runs in the program; all its resources share one
 * client and one answer to each question. Never throws: an `up` works without it.
 *
 * @param properties the inputs, with marks where a value is not known yet
 * @param secrets values that must not show in a finding
 * @param ownRuns runs that resources of the program have, as far as that is known
 */
export async function preflight(
    config: (key: string) => string | undefined,
    environment: NodeJS.ProcessEnv,
    properties: Properties,
    secrets: Iterable<string>,
    ownRuns: ReadonlySet<string>,
): Promise<PreflightResult> {
    const start = plannedStart(properties);
    if (start === undefined) return { findings: [], notAsked: [] };
    const questions = (state.questions ??= openQuestions(config, environment));
    if ("unusable" in questions) return { findings: [], notAsked: [questions.unusable] };
    const facts = await questions.factsFor(start);
    const redact = redactor(secrets);
    return {
        findings: preflightFindings(start, facts, systemClock.wallTime(), ownRuns).map(({ severity, message }) => ({
            severity,
            message: redact(message),
        })),
        notAsked: [...new Set(reasons(facts))],
    };
}

function openQuestions(config: (key: string) => string | undefined, environment: NodeJS.ProcessEnv) {
    try {
        const { settings } = resolveConfiguration(config, environment);
        const client = new CcmClient(settings, { clock: systemClock, random: Math.random, tokenLimitMs: LIMIT_MS });
        return new PreflightQuestions(client, systemClock, LIMIT_MS);
    } catch (error) {
        return { unusable: messageOf(error) };
    }
}

function reasons(facts: PreflightFacts): string[] {
    const looks = [facts.graph, facts.cluster, facts.activeRuns, facts.statusOfNoRun];
    return looks.flatMap((look) => (look?.kind === "unclear" ? [look.why] : []));
}
