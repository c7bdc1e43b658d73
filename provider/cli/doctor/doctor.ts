import { CcmSettingsError } from "../../ccm";
import { resolveConfiguration } from "../../ccm/configuration";
import { CONFIG_NAMESPACE } from "../../contract/resources";
import { JOURNAL_DIR, journalFolder } from "../../plugin/journalFolder";
import type { CheckResult } from "./checkResult";
import { checkCli, checkJournal, checkRuntime, checkSdk } from "./machineChecks";
import { checkService, skipped } from "./serviceChecks";
import { readStackConfig } from "./stackConfig";

export interface DoctorOptions {
    /** The project's folder. */
    readonly folder: string;
    readonly stack: string | undefined;
    readonly environment: NodeJS.ProcessEnv;
}

/** Looks for what keeps a stack with workflow runs from working on this machine. Starts and changes nothing. */
export async function examine({ folder, stack, environment }: DoctorOptions): Promise<CheckResult[]> {
    const config = readStackConfig(stack, environment);
    const journal = journalFolder(config.read(`${CONFIG_NAMESPACE}:${JOURNAL_DIR.key}`), environment);
    const machine = [checkRuntime(folder), checkSdk(folder), checkCli(environment), checkJournal(journal)];
    if (config.problem !== undefined) {
        const fix = "select the stack, log in, and give its passphrase, as for `pulumi config`";
        machine.push({ name: "stack", verdict: "fail", found: config.problem, fix });
    }
    try {
        const { settings, notice } = resolveConfiguration(config.read, environment);
        const kind = {
            token: "a token",
            clientCredentials: "client credentials of an Armor app",
            password: "a username",
        };
        const found = `${kind[settings.credential.kind]} for ${settings.baseUrl}; ${config.source}`;
        const row: CheckResult = {
            name: "settings",
            verdict: "ok",
            found: notice === undefined ? found : `${found}; ${notice}`,
        };
        return [...machine, row, ...(await checkService(settings))];
    } catch (error) {
        if (!(error instanceof CcmSettingsError)) throw error;
        const row: CheckResult = {
            name: "settings",
            verdict: "fail",
            found: `cannot be used; ${config.source}`,
            fix: error.problems.join("; "),
        };
        const rest = ["endpoint", "clock", "credential", "role"];
        return [...machine, row, ...rest.map((name) => skipped(name, "the settings cannot be used"))];
    }
}
