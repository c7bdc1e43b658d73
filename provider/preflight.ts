import type { CustomResource, Inputs, ProviderResource } from "@pulumi/pulumi";
import { log, runtime } from "@pulumi/pulumi";
import { CONFIG_NAMESPACE } from "./dynamic/contract";

/** Runs that resources of this program have. */
const ownRuns = new Set<string>();

const VARIABLE = "FORTANIX_CCM_PREFLIGHT";

/**
 * In a preview, asks CCM about the run that an update would start, and says on the resource's row what a reviewer should
 * know: errors fail the preview. A run that is there already is not asked about. Silent without a credential or a
 * network; `fortanix-ccm:preflight` (or FORTANIX_CCM_PREFLIGHT) `false` turns it off.
 *
 * @param name of the resource in the program
 * @param provider the explicit provider of the resource, whose account is not known here: nothing is asked then
 */
export function preflight(
    name: string,
    resource: CustomResource,
    inputs: Inputs,
    provider: ProviderResource | undefined,
): void {
    if (!runtime.isDryRun() || !isOn(resource)) return;
    const debug = (why: string) => log.debug(`not looked up in CCM before the update: ${why}`, resource);
    if (provider !== undefined) {
        void debug("the resource has a provider of its own");
        return;
    }
    ask(name, resource, inputs).catch((error: unknown) => debug(String(error)));
}

async function ask(name: string, resource: CustomResource, inputs: Inputs): Promise<void> {
    // Known only after the registration: whether there is a run, and so nothing to start.
    const { id } = (await runtime.serializeProperties("preflight", { id: resource.id })) as { id: unknown };
    if (id !== runtime.unknownValue) {
        ownRuns.add(String(id));
        return;
    }
    // The program must not end before the answer is here.
    const done = runtime.rpcKeepAlive();
    try {
        const secrets: string[] = [];
        const properties = inClear(await runtime.serializeProperties("preflight", inputs), secrets);
        // Loads the HTTP client and the schemas, which an `up` does not need.
        const { preflight: look } = await import("./dynamic/preflight.js");
        const result = await look(
            runtime.getConfig,
            process.env,
            properties as Record<string, unknown>,
            secrets,
            ownRuns,
        );
        for (const { severity, message } of result.findings) {
            if (severity === "error") await fail(message, resource);
            else if (severity === "warning") await log.warn(message, resource);
            // A row shows what was said last: the resource's keeps the reason why something happens to it.
            else await log.info(`${name}: ${message}`);
        }
        for (const why of result.notAsked) await log.debug(`not looked up in CCM: ${why}`, resource);
    } finally {
        done();
    }
}

/** The exit code by which a program tells Pulumi that it has failed and has said why. */
const FAILED_AND_SAID_WHY = 32;

/**
 * Fails the preview by an error on the resource's row. Pulumi's Automation API asks for logged errors by itself; the
 * process that runs a program for the CLI does not, and an error that is thrown would be shown on the stack's row, with
 * a stack trace. The program goes on all the same, so that every run gets its errors.
 */
async function fail(message: string, resource: CustomResource): Promise<void> {
    await log.error(message, resource);
    const isRunByCli = /[\\/]cmd[\\/]run[\\/]/.test(require.main?.filename ?? "");
    if (isRunByCli) process.exitCode = FAILED_AND_SAID_WHY;
}

function isOn(resource: CustomResource): boolean {
    const setting = runtime.getConfig(`${CONFIG_NAMESPACE}:preflight`) ?? process.env[VARIABLE] ?? "";
    const text = setting.trim().toLowerCase();
    if (!["", "true", "false"].includes(text)) {
        void log.warn(`${CONFIG_NAMESPACE}:preflight (or ${VARIABLE}) must be true or false`, resource);
    }
    return text !== "false";
}

/** The value without Pulumi's wrapping of secrets; the texts in these are added to `secrets`. */
function inClear(value: unknown, secrets: string[]): unknown {
    if (typeof value !== "object" || value === null) return value;
    if (runtime.isRpcSecret(value)) {
        const inner = inClear(runtime.unwrapRpcSecret(value), secrets);
        secrets.push(...texts(inner));
        return inner;
    }
    if (Array.isArray(value)) return value.map((member) => inClear(member, secrets));
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, inClear(member, secrets)]));
}

function texts(value: unknown): string[] {
    if (typeof value === "string") return [value];
    return typeof value === "object" && value !== null ? Object.values(value).flatMap(texts) : [];
}
