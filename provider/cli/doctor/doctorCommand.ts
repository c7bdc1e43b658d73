import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { CcmSettingsError, resolveConfiguration, type Settings } from "../../ccm";
import { CONFIG_NAMESPACE, JOURNAL_DIR, secretSettings } from "../../contract/settingNames";
import { mapTexts, SecretRegistry } from "../../core";
import { journalFolder } from "../../plugin/journalFolder";
import { print, printError } from "../print";
import { type DoctorResult, tableOf } from "./doctorResult";
import { checkCli, checkJournal, checkRuntime, checkSdk } from "./machineChecks";
import { checkService, skipped } from "./serviceChecks";
import { reportOn, reportText } from "./serviceReport";
import { readStackConfig, type StackConfig } from "../stackConfig";

interface Options {
    stack?: string;
    json?: true;
    report?: true;
}

export function doctorCommand(): Command {
    return new Command("doctor")
        .description(
            "Check settings, endpoint, deployment, TLS, credential, role, clock, journal and versions. It only reads.",
        )
        .option("-s, --stack <name>", "the stack whose configuration is used (default: the selected one)")
        .option("--json", "print the results as JSON")
        .option("--report", "print which assumptions about CCM hold for your CCM, to paste into an issue")
        .action(async ({ stack, json, report }: Options) => {
            const { env: environment } = process;
            const config = readStackConfig(stack, environment);
            if (report === true) {
                await printReport(config, environment);
                return;
            }
            const secrets = new SecretRegistry();
            secrets.registerValues(secretSettings(config.read, environment));
            const found = await examine({ folder: process.cwd(), config, environment });
            const results = mapTexts(found, secrets.shown) as DoctorResult[];
            print(json === true ? `${JSON.stringify(results, null, 2)}\n` : tableOf(results));
            if (results.some(({ verdict }) => verdict === "fail")) process.exitCode = 1;
        });
}

function serviceName({ deployment }: Settings): string {
    return deployment === "armor" ? "CCM on Fortanix Armor" : "a stand-alone CCM";
}

function ownVersion(): string {
    const file = join(__dirname, "..", "..", "..", "package.json");
    return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}

async function printReport(config: StackConfig, environment: NodeJS.ProcessEnv): Promise<void> {
    try {
        const { settings } = resolveConfiguration(config.read, environment);
        print(reportText(await reportOn(settings), serviceName(settings), ownVersion()));
    } catch (error) {
        if (!(error instanceof CcmSettingsError)) throw error;
        printError(`the settings cannot be used: ${error.problems.join("; ")}`);
        process.exitCode = 1;
    }
}

interface DoctorOptions {
    /** The project's folder. */
    readonly folder: string;
    readonly config: StackConfig;
    readonly environment: NodeJS.ProcessEnv;
}

/** Runs all checks. Starts nothing, and changes nothing except that it creates the journal's folder. */
async function examine({ folder, config, environment }: DoctorOptions): Promise<DoctorResult[]> {
    const journal = journalFolder(config.read(`${CONFIG_NAMESPACE}:${JOURNAL_DIR.key}`), environment);
    const machine = [checkRuntime(folder), checkSdk(folder), checkCli(environment), checkJournal(journal)];
    if (config.problem !== undefined) {
        const fix = "select the stack, log in and set its passphrase, as for `pulumi config`";
        machine.push({ name: "stack", verdict: "fail", found: config.problem, fix });
    }
    try {
        const { settings, notice } = resolveConfiguration(config.read, environment);
        const kind = {
            token: "a token",
            clientCredentials: "client credentials of an Armor app",
            password: "a username",
        };
        const found = `${kind[settings.credential.kind]} for ${serviceName(settings)} at ${settings.baseUrl}; ${config.source}`;
        const row: DoctorResult = {
            name: "settings",
            verdict: "ok",
            found: notice === undefined ? found : `${found}; ${notice}`,
        };
        return [...machine, row, ...(await checkService(settings))];
    } catch (error) {
        if (!(error instanceof CcmSettingsError)) throw error;
        const row: DoctorResult = {
            name: "settings",
            verdict: "fail",
            found: `cannot be used; ${config.source}`,
            fix: error.problems.join("; "),
        };
        const rest = ["endpoint", "clock", "credential", "role"];
        return [...machine, row, ...rest.map((name) => skipped(name, "the settings cannot be used"))];
    }
}
