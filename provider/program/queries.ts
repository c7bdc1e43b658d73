import { CcmClient, oneLine, redactor, resolveConfiguration, systemClock } from "../ccm";
import {
    iterateRuns,
    findCluster,
    findClusters,
    findGraph,
    findLogs,
    findRun,
    findRuns,
    messageOf,
    plannedStart,
    previewFindings,
    PreviewQuestions,
    textsIn,
} from "../core";
import type { Finding, PreviewFacts, Properties } from "../core";
import type { Account, LookupName } from "./account";

type Lookup = (api: CcmClient, args: Record<string, unknown>) => Promise<object>;

const LOOKUPS: Record<LookupName, Lookup> = {
    getCluster: findCluster,
    getClusters: findClusters,
    getWorkflowGraph: findGraph,
    getWorkflowRun: findRun,
    getWorkflowRuns: findRuns,
    getWorkflowRunLogs: findLogs,
};

/**
 * Asks CCM, in the program. Loads the HTTP client and the schemas, which programs without lookups do not need.
 *
 * @param secretsOf gives the secrets among the arguments, whose texts must not show in an error
 */
export async function lookUp(
    name: LookupName,
    program: object,
    account: Account,
    args: Record<string, unknown>,
    secretsOf: () => Promise<readonly unknown[]>,
): Promise<object> {
    try {
        return await LOOKUPS[name](clientOf(program, account, process.env), args);
    } catch (error) {
        throw new Error(redactor((await secretsOf()).flatMap(textsIn))(messageOf(error)));
    }
}

/** The runs that fit, page by page. */
export function iterateRunsOf(
    program: object,
    account: Account,
    args: Record<string, unknown>,
): AsyncGenerator<object> {
    return iterateRuns(clientOf(program, account, process.env), args);
}

export interface PreviewChecksResult {
    readonly findings: readonly Finding[];
    /** Why something could not be asked. */
    readonly notAsked: readonly string[];
}

/** A preview is not worth more waiting than this, in milliseconds. All questions run side by side. */
const LIMIT_MS = 2000;
const LONGEST_TEXT = 4000;

/** By client: each question is asked once for all resources of a program that have the same account. */
const asked = new WeakMap<CcmClient, PreviewQuestions>();

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
export async function checkInPreview(
    program: object,
    account: Account,
    environment: NodeJS.ProcessEnv,
    properties: Properties,
    secrets: readonly unknown[],
    ownRuns: ReadonlySet<string>,
): Promise<PreviewChecksResult> {
    const start = plannedStart(properties);
    if (start === undefined) return { findings: [], notAsked: [] };
    let questions: PreviewQuestions;
    try {
        questions = questionsOf(clientOf(program, account, environment));
    } catch (error) {
        return { findings: [], notAsked: [messageOf(error)] };
    }
    const facts = await questions.factsFor(start);
    const mask = redactor(secrets.flatMap(textsIn));
    // Names of graphs and clusters are other people's texts.
    const clean = (text: string) => mask(oneLine(mask(text), LONGEST_TEXT));
    const findings = previewFindings(start, facts, systemClock.wallTime(), ownRuns);
    return {
        findings: findings.map(({ severity, message }) => ({ severity, message: clean(message) })),
        notAsked: [...new Set(reasons(facts).map(clean))],
    };
}

function questionsOf(client: CcmClient): PreviewQuestions {
    const questions = asked.get(client) ?? new PreviewQuestions(client, systemClock, LIMIT_MS);
    asked.set(client, questions);
    return questions;
}

function reasons(facts: PreviewFacts): string[] {
    const answers = [facts.graph, facts.cluster, facts.activeRuns, facts.mayStartRuns];
    return answers.flatMap((answer) => (answer?.kind === "unclear" ? [answer.why] : []));
}

/** By program and account: the next program in this process may be of another stack, and two accounts share nothing. */
const clients = new WeakMap<object, Map<object | undefined, CcmClient>>();

/**
 * The one client that everything in a program uses for an account: lookups and previews share its token and its
 * request budget.
 *
 * @param program an object that stands for the program
 * @throws CcmSettingsError
 */
export function clientOf(program: object, account: Account, environment: NodeJS.ProcessEnv): CcmClient {
    const ofProgram = clients.get(program) ?? new Map<object | undefined, CcmClient>();
    clients.set(program, ofProgram);
    let client = ofProgram.get(account.provider);
    if (client === undefined) {
        const { settings } = resolveConfiguration(account.readConfig, environment);
        client = new CcmClient(settings, { clock: systemClock, random: Math.random });
        ofProgram.set(account.provider, client);
    }
    return client;
}
