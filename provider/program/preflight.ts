import { oneLine, redactor, systemClock, type CcmClient } from "../ccm";
import {
    messageOf,
    plannedStart,
    preflightFindings,
    PreflightQuestions,
    textsIn,
    type Finding,
    type PreflightFacts,
    type Properties,
} from "../core";
import type { Account } from "./accountPart";
import { clientOf } from "./programClients";

export interface PreflightResult {
    readonly findings: readonly Finding[];
    /** Why something could not be asked. */
    readonly notAsked: readonly string[];
}

/** A preview is not worth more waiting than this, in milliseconds. All questions run side by side. */
const LIMIT_MS = 2000;
const LONGEST_TEXT = 4000;

/** By client: each question is asked once for all resources of a program that have the same account. */
const asked = new WeakMap<CcmClient, PreflightQuestions>();

/**
 * What CCM says, in a preview, about a run that the update would start. Runs in the program; all its resources share one
 * client and one answer to each question. Never throws: an `up` works without it.
 *
 * @param program an object that stands for the program
 * @param account of the resource
 * @param properties the inputs, with marks where a value is not known yet
 * @param secrets values whose texts must not show
 * @param ownRuns runs that resources of the program have, as far as that is known
 */
export async function preflight(
    program: object,
    account: Account,
    environment: NodeJS.ProcessEnv,
    properties: Properties,
    secrets: readonly unknown[],
    ownRuns: ReadonlySet<string>,
): Promise<PreflightResult> {
    const start = plannedStart(properties);
    if (start === undefined) return { findings: [], notAsked: [] };
    let questions: PreflightQuestions;
    try {
        questions = questionsOf(clientOf(program, account, environment));
    } catch (error) {
        return { findings: [], notAsked: [messageOf(error)] };
    }
    const facts = await questions.factsFor(start);
    const mask = redactor(secrets.flatMap(textsIn));
    // Names of graphs and clusters are other people's texts.
    const clean = (text: string) => mask(oneLine(mask(text), LONGEST_TEXT));
    const findings = preflightFindings(start, facts, systemClock.wallTime(), ownRuns);
    return {
        findings: findings.map(({ severity, message }) => ({ severity, message: clean(message) })),
        notAsked: [...new Set(reasons(facts).map(clean))],
    };
}

function questionsOf(client: CcmClient): PreflightQuestions {
    const questions = asked.get(client) ?? new PreflightQuestions(client, systemClock, LIMIT_MS);
    asked.set(client, questions);
    return questions;
}

function reasons(facts: PreflightFacts): string[] {
    const looks = [facts.graph, facts.cluster, facts.activeRuns, facts.mayStartRuns];
    return looks.flatMap((look) => (look?.kind === "unclear" ? [look.why] : []));
}
