import { CcmClient, resolveConfiguration, systemClock } from "../ccm";
import { secretSettings } from "../contract/settingNames";
import { shownLine } from "../contract/shownText";
import {
    iterateRuns,
    findCluster,
    findClusters,
    findGraph,
    findGraphs,
    findLogs,
    findRun,
    findRuns,
    mapTexts,
    messageOf,
    needsOwnRuns,
    plannedStart,
    previewFindings,
    PreviewQuestions,
    SecretRegistry,
} from "../core";
import type { Finding, PreviewFacts, Properties } from "../core";
import type { Account, LookupName } from "./account";
import { programLog } from "./programLog";

type Lookup = (api: CcmClient, args: Record<string, unknown>) => Promise<object>;

const LOOKUPS: Record<LookupName, Lookup> = {
    getCluster: findCluster,
    getClusters: findClusters,
    getWorkflowGraph: findGraph,
    getWorkflowGraphs: findGraphs,
    getWorkflowRun: findRun,
    getWorkflowRuns: findRuns,
    getWorkflowRunLogs: findLogs,
};

/**
 * Performs a lookup in the program's process. This module loads the HTTP client and the schemas, which programs without
 * lookups do not need.
 *
 * @param secretsOf returns the secret arguments, which are masked in errors
 */
export async function lookUp(
    name: LookupName,
    program: object,
    account: Account,
    args: Record<string, unknown>,
    secretsOf: () => Promise<readonly unknown[]>,
): Promise<object> {
    try {
        const { client, shown } = clientOf(program, account, process.env);
        return mapTexts(await LOOKUPS[name](client, args), shown) as object;
    } catch (error) {
        throw new Error(withoutSecrets(program, account, await secretsOf())(messageOf(error)));
    }
}

/** Iterates over the runs that match, page by page. */
export async function* iterateRunsOf(
    program: object,
    account: Account,
    args: Record<string, unknown>,
): AsyncGenerator<object> {
    const { client, shown } = clientOf(program, account, process.env);
    for await (const run of iterateRuns(client, args)) yield mapTexts(run, shown) as object;
}

export interface PreviewChecksResult {
    readonly findings: readonly Finding[];
    /** Reasons why checks could not be made. */
    readonly notAsked: readonly string[];
    /** Why the settings cannot be used. Nothing is checked then, and an `up` would fail. */
    readonly unusable?: string;
}

/** Time limit of each check in a preview, in milliseconds. All checks run in parallel. */
const LIMIT_MS = 2000;
const LONGEST_TEXT = 4000;

/** By client: each query is sent once for all resources of a program with the same account. */
const asked = new WeakMap<CcmClient, PreviewQuestions>();

/**
 * Checks in CCM, in a preview, a run that the update would start. Runs in the program's process, whose resources share
 * one client and the result of each query. Never throws: an `up` works without the checks.
 *
 * @param program object that identifies the program
 * @param account account of the resource
 * @param properties inputs, with Pulumi's marker for unknown values
 * @param secrets values to mask
 * @param runsInState reads the runs in the stack's state, `undefined` if that fails; called only if needed
 */
export async function checkInPreview(
    program: object,
    account: Account,
    environment: NodeJS.ProcessEnv,
    properties: Properties,
    secrets: readonly unknown[],
    runsInState: () => Promise<ReadonlySet<string> | undefined>,
): Promise<PreviewChecksResult> {
    const start = plannedStart(properties);
    if (start === undefined) return { findings: [], notAsked: [] };
    let questions: PreviewQuestions;
    try {
        questions = questionsOf(clientOf(program, account, environment).client);
    } catch (error) {
        return { findings: [], notAsked: [], unusable: messageOf(error) };
    }
    const facts = await questions.factsFor(start);
    // Names of graphs and clusters are untrusted text.
    const shown = withoutSecrets(program, account, secrets);
    const clean = (text: string) => shown(shownLine(shown(text), LONGEST_TEXT));
    const ownRuns = needsOwnRuns(start, facts) ? await runsInState() : undefined;
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
    const answers = [facts.graph, facts.cluster, facts.activeRuns, facts.adoptedRun, facts.mayStartRuns];
    return answers.flatMap((answer) => (answer?.kind === "unclear" ? [answer.why] : []));
}

/** By program and account: the next program in this process may be another stack's, and accounts share nothing. */
const clients = new WeakMap<object, Map<object | undefined, AccountClient>>();

interface AccountClient {
    readonly client: CcmClient;
    /** Masks the credential in a text from CCM, and removes what terminals or CI systems would take for commands. */
    readonly shown: (text: string) => string;
}

/**
 * The client of a program for an account. Lookups and preview checks share it, with its token and rate limit.
 *
 * @param program object that identifies the program
 * @throws CcmSettingsError
 */
export function clientOf(program: object, account: Account, environment: NodeJS.ProcessEnv): AccountClient {
    const ofProgram = clients.get(program) ?? new Map<object | undefined, AccountClient>();
    clients.set(program, ofProgram);
    const known = ofProgram.get(account.provider);
    if (known !== undefined) return known;
    const secrets = new SecretRegistry();
    secrets.registerValues(secretSettings(account.readConfig, environment));
    const { settings } = resolveConfiguration(account.readConfig, environment);
    const client = new CcmClient(settings, {
        ...{ clock: systemClock, random: Math.random, secrets: secrets.mask },
        debug: (line) => void programLog.debug(line),
    });
    const made = { client, shown: secrets.shown };
    ofProgram.set(account.provider, made);
    return made;
}

/** Like `AccountClient.shown`, but masks the secrets of a resource or a lookup as well. */
function withoutSecrets(program: object, account: Account, values: readonly unknown[]): (text: string) => string {
    const secrets = new SecretRegistry();
    secrets.registerValues([...values, ...secretSettings(account.readConfig, process.env)]);
    const ofAccount = clients.get(program)?.get(account.provider)?.shown ?? ((text: string) => text);
    return (text) => ofAccount(secrets.shown(text));
}
