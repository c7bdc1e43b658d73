import { CcmClient, systemClock } from "../ccm";
import type { Account } from "./accountPart";
import { resolveConfiguration } from "../ccm/configuration";

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
