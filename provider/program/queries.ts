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
        const { client, shown } = clientOf(program, account, process.env);
        return mapTexts(await LOOKUPS[name](client, args), shown) as object;
    } catch (error) {
        throw new Error(withoutSecrets(program, account, await secretsOf())(messageOf(error)));
    }
}

/** The runs that fit, page by page. */
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
    /** Why something could not be asked. */
    readonly notAsked: readonly string[];
    /** Why the settings cannot be used, so that nothing is checked at all and an `up` would fail. */
    readonly unusable?: string;
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
 * @param runsInState gives the runs that the stack's state holds, where it can be read; asked only if it matters
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
    // Names of graphs and clusters are other people's texts.
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

/** By program and account: the next program in this process may be of another stack, and two accounts share nothing. */
const clients = new WeakMap<object, Map<object | undefined, AccountClient>>();

interface AccountClient {
    readonly client: CcmClient;
    /** A text of CCM as the program may have it: the credential is not in it, and nothing that is obeyed. */
    readonly shown: (text: string) => string;
}

/**
 * The one client that everything in a program uses for an account: lookups and previews share its token and its
 * request budget.
 *
 * @param program an object that stands for the program
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

/** The same for texts about a resource or a lookup that has secrets of its own. */
function withoutSecrets(program: object, account: Account, values: readonly unknown[]): (text: string) => string {
    const secrets = new SecretRegistry();
    secrets.registerValues([...values, ...secretSettings(account.readConfig, process.env)]);
    const ofAccount = clients.get(program)?.get(account.provider)?.shown ?? ((text: string) => text);
    return (text) => ofAccount(secrets.shown(text));
}
