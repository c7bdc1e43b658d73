import { redactor, type CcmClient } from "../ccm";
import {
    eachRun,
    findCluster,
    findClusters,
    findGraph,
    findLogs,
    findRun,
    findRuns,
    messageOf,
    textsIn,
} from "../lifecycle";
import { clientOf, type Account } from "./programClients";

/** Every question that a program may ask CCM, by the name of the function it asks with. */
const LOOKUPS = {
    getCluster: findCluster,
    getClusters: findClusters,
    getWorkflowGraph: findGraph,
    getWorkflowRun: findRun,
    getWorkflowRuns: findRuns,
    getWorkflowRunLogs: findLogs,
} satisfies Record<string, (api: CcmClient, args: Record<string, unknown>) => Promise<object>>;

export type LookupName = keyof typeof LOOKUPS;

export type LookupAnswer<N extends LookupName> = Awaited<ReturnType<(typeof LOOKUPS)[N]>>;

/**
 * Asks CCM, in the program. Loads the HTTP client and the schemas, which programs without lookups do not need.
 *
 * @param secrets among the arguments, whose texts must not show in an error
 */
export async function lookUp<N extends LookupName>(
    name: N,
    program: object,
    account: Account,
    args: Record<string, unknown>,
    secrets: readonly unknown[],
): Promise<LookupAnswer<N>> {
    try {
        return (await LOOKUPS[name](clientOf(program, account, process.env), args)) as LookupAnswer<N>;
    } catch (error) {
        throw new Error(redactor(secrets.flatMap(textsIn))(messageOf(error)));
    }
}

/** The runs that fit, page by page. */
export function eachRunOf(program: object, account: Account, args: Record<string, unknown>): AsyncGenerator<object> {
    return eachRun(clientOf(program, account, process.env), args);
}
