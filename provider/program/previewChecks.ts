import { runtime } from "@pulumi/pulumi";
import type { CustomResource, Output, ProviderResource } from "@pulumi/pulumi";
import { CONFIG_NAMESPACE } from "../contract/settingNames";
import { accountOf, DEFAULT_ACCOUNT, thisProgram } from "./account";
import type { Account } from "./account";
import { programLog } from "./programLog";
import { runsInState } from "./stackRuns";
import { unwrapSecrets } from "./unwrapSecrets";

const VARIABLE = "FORTANIX_CCM_PREFLIGHT";

/** Accounts, by program, of which it has been said that nothing is checked. */
const saidUnchecked = new WeakMap<object, Set<object>>();

/** What CCM is asked about. */
const PROPERTIES = ["graphId", "graphVersion", "deployment", "runtimeConfigs", "ifActive", "adoptRunId", "rerunOn"];

/**
 * In a preview, asks CCM about the run that an update would start, and says on the resource's row what a reviewer should
 * know: errors fail the preview. A run that is there already is not asked about. Without a usable credential one line says
 * that nothing is checked; silent without a network; `fortanix-ccm:preflight` (or FORTANIX_CCM_PREFLIGHT, or `preflight` of a `Provider`) `false` turns it off.
 *
 * @param name of the resource in the program
 * @param provider the explicit provider of the resource
 */
export function runPreviewChecks(name: string, resource: CustomResource, provider: ProviderResource | undefined): void {
    if (!runtime.isDryRun()) return;
    // Without the resource: Pulumi would hold back all lines until its URN is known, and it may never be.
    const debug = (why: string) => programLog.debug(`${name} was not checked in CCM: ${why}`);
    const program = thisProgram();
    const check = (account: Account) => {
        if (!isOn(account)) return;
        registration(resource)
            .then(() => ask(name, resource, program, account, debug))
            .catch((error: unknown) => debug(String(error)));
    };
    if (provider === undefined) {
        check(DEFAULT_ACCOUNT);
        return;
    }
    try {
        accountOf(provider).apply(check);
    } catch {
        void debug("its provider is not one of this package");
    }
}

/** Resolves once the engine has taken the resource; never when it has not, which Pulumi reports by itself. */
function registration({ urn }: CustomResource): Promise<unknown> {
    return new Promise((resolve) => void urn.apply(resolve));
}

async function ask(
    name: string,
    resource: CustomResource,
    program: object,
    account: Account,
    debug: (why: string) => Promise<void>,
): Promise<void> {
    // The program must not end before the answer is here.
    const done = runtime.rpcKeepAlive();
    try {
        const { id } = (await unwrapSecrets({ id: resource.id })).values;
        if (id !== runtime.unknownValue) return;
        // As the engine answered: after transformations and `ignoreChanges`.
        const outputs = resource as unknown as Record<string, Output<unknown> | undefined>;
        const { values: properties, secrets } = await unwrapSecrets(
            Object.fromEntries(PROPERTIES.map((property) => [property, outputs[property]])),
        );
        // Of a run that the update leaves out (`--target`) the engine tells nothing.
        if (properties["graphId"] === runtime.unknownValue) return;
        // Loads the HTTP client and the schemas, which an `up` does not need.
        const { checkInPreview: check } = await import("./queries.js");
        const { findings, notAsked, unusable } = await check(program, account, process.env, properties, secrets, () =>
            runsInState(program),
        );
        if (unusable !== undefined) await sayUnchecked(program, account, unusable);
        for (const { severity, message } of findings) {
            if (severity === "error") await fail(message, resource);
            else if (severity === "warning") await programLog.warn(message, resource);
            // A row shows what was said last: the resource's keeps the reason why something happens to it.
            else await programLog.info(`${name}: ${message}`);
        }
        for (const why of notAsked) await debug(why);
    } finally {
        done();
    }
}

/** Once for each account: it concerns all runs alike. */
async function sayUnchecked(program: object, { provider = program }: Account, why: string): Promise<void> {
    const said = saidUnchecked.get(program) ?? new Set();
    saidUnchecked.set(program, said);
    if (said.has(provider)) return;
    said.add(provider);
    await programLog.info(`no run was checked in CCM: ${why}. \`pulumi up\` needs it.`);
}

/** The exit code by which a program tells Pulumi that it has failed and has said why. */
const FAILED_AND_SAID_WHY = 32;

/**
 * Fails the preview by an error on the resource's row. Pulumi's Automation API asks for logged errors by itself; the
 * process that runs a program for the CLI does not, and an error that is thrown would be shown on the stack's row, with
 * a stack trace. The program goes on all the same, so that every run gets its errors.
 */
async function fail(message: string, resource: CustomResource): Promise<void> {
    await programLog.error(message, resource);
    const isRunByCli = /[\\/]cmd[\\/]run[\\/]/.test(require.main?.filename ?? "");
    if (isRunByCli) process.exitCode = FAILED_AND_SAID_WHY;
}

function isOn({ readConfig }: Account): boolean {
    const setting = readConfig(`${CONFIG_NAMESPACE}:preflight`) ?? process.env[VARIABLE] ?? "";
    const text = setting.trim().toLowerCase();
    if (!["", "true", "false"].includes(text)) {
        void programLog.warn(`${CONFIG_NAMESPACE}:preflight (or ${VARIABLE}) must be true or false`);
    }
    return text !== "false";
}
