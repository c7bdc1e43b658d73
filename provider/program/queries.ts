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
} from "../core";
import type { Account, LookupName } from "./accountPart";
import { clientOf } from "./programClients";

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
export function eachRunOf(program: object, account: Account, args: Record<string, unknown>): AsyncGenerator<object> {
    return eachRun(clientOf(program, account, process.env), args);
}
