import { runtime } from "@pulumi/pulumi";
import type { CustomResource, Output, ProviderResource } from "@pulumi/pulumi";
import { CONFIG_NAMESPACE } from "../contract/settingNames";
import { accountOf, DEFAULT_ACCOUNT, thisProgram } from "./account";
import type { Account } from "./account";
import { programLog } from "./programLog";
import { runsInState } from "./stackRuns";
import { unwrapSecrets } from "./unwrapSecrets";

const VARIABLE = "FORTANIX_CCM_PREFLIGHT";

/** Accounts, by program, for which the message that nothing is checked has been logged. */
const saidUnchecked = new WeakMap<object, Set<object>>();

/** Properties that the checks use. */
const PROPERTIES = ["graphId", "graphVersion", "deployment", "runtimeConfigs", "ifActive", "adoptRunId", "rerunOn"];

/**
 * In a preview, checks in CCM the run that an update would start. Findings appear on the resource's row; errors fail
 * the preview. Existing runs are not checked. Without a usable credential one message says that nothing is checked;
 * without a network there is none. `false` in `fortanix-ccm:preflight` (or FORTANIX_CCM_PREFLIGHT, or `preflight` of a
 * `Provider`) turns the checks off.
 *
 * @param name name of the resource in the program
 * @param provider explicit provider of the resource
 */
export function runPreviewChecks(name: string, resource: CustomResource, provider: ProviderResource | undefined): void {
    if (!runtime.isDryRun()) return;
    // Without the resource: Pulumi would delay all messages until its URN is known, which may never happen.
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

/** Resolves once the engine has registered the resource; never if that fails, which Pulumi reports. */
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
    // The program must not end before the checks do.
    const done = runtime.rpcKeepAlive();
    try {
        const { id } = (await unwrapSecrets({ id: resource.id })).values;
        if (id !== runtime.unknownValue) return;
        // As returned by the engine: after transformations and `ignoreChanges`.
        const outputs = resource as unknown as Record<string, Output<unknown> | undefined>;
        const { values: properties, secrets } = await unwrapSecrets(
            Object.fromEntries(PROPERTIES.map((property) => [property, outputs[property]])),
        );
        // For a run that the update excludes (`--target`) the engine returns no properties.
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
            // Not on the resource's row, which shows its last message only: that stays the reason of the operation.
            else await programLog.info(`${name}: ${message}`);
        }
        for (const why of notAsked) await debug(why);
    } finally {
        done();
    }
}

/** Logs that nothing is checked, once per account, because it concerns all of its runs. */
async function sayUnchecked(program: object, { provider = program }: Account, why: string): Promise<void> {
    const said = saidUnchecked.get(program) ?? new Set();
    saidUnchecked.set(program, said);
    if (said.has(provider)) return;
    said.add(provider);
    await programLog.info(`no run was checked in CCM: ${why}. \`pulumi up\` requires valid settings.`);
}

/** Exit code of a program that has failed and has already logged why, as defined by Pulumi. */
const FAILED_AND_SAID_WHY = 32;

/**
 * Fails the preview with an error on the resource's row. Pulumi's Automation API checks for logged errors; the process
 * that runs a program for the CLI does not, so the exit code is set: a thrown error would appear on the stack's row,
 * with a stack trace. The program continues, so that every run gets its errors.
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
