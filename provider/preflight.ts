import type { CustomResource, Output, ProviderResource } from "@pulumi/pulumi";
import { log, runtime } from "@pulumi/pulumi";
import { CONFIG_NAMESPACE } from "./dynamic/contract";

const VARIABLE = "FORTANIX_CCM_PREFLIGHT";

/** Runs that resources of a program have: they are no twins of the others. */
const ownRuns = new WeakMap<object, Set<string>>();

/** What CCM is asked about. */
const PROPERTIES = ["graphId", "graphVersion", "deployment", "runtimeConfigs", "ifActive", "adoptRunId"];

/**
 * In a preview, asks CCM about the run that an update would start, and says on the resource's row what a reviewer should
 * know: errors fail the preview. A run that is there already is not asked about. Silent without a credential or a
 * network; `fortanix-ccm:preflight` (or FORTANIX_CCM_PREFLIGHT) `false` turns it off.
 *
 * @param name of the resource in the program
 * @param provider the explicit provider of the resource, whose account is not known here: nothing is asked then
 */
export function preflight(name: string, resource: CustomResource, provider: ProviderResource | undefined): void {
    if (!runtime.isDryRun() || !isOn()) return;
    // Without the resource: Pulumi would hold back all lines until its URN is known, and it may never be.
    const debug = (why: string) => log.debug(`${name} was not looked up in CCM: ${why}`);
    if (provider !== undefined) {
        void debug("it has a provider of its own");
        return;
    }
    registration(resource)
        .then(() => ask(name, resource, debug))
        .catch((error: unknown) => debug(String(error)));
}

/** Resolves once the engine has taken the resource; never when it has not, which Pulumi reports by itself. */
function registration({ urn }: CustomResource): Promise<unknown> {
    return new Promise((resolve) => void urn.apply(resolve));
}

async function ask(name: string, resource: CustomResource, debug: (why: string) => Promise<void>): Promise<void> {
    // One process may run several programs, one after another: Pulumi's Automation API does.
    const program = runtime.getStackResource() ?? process;
    const runs = ownRuns.get(program) ?? new Set();
    ownRuns.set(program, runs);
    // As the engine answered: after transformations and `ignoreChanges`.
    const outputs = resource as unknown as Record<string, Output<unknown> | undefined>;
    const known = Object.fromEntries(["id", ...PROPERTIES].map((property) => [property, outputs[property]]));
    // The program must not end before the answer is here.
    const done = runtime.rpcKeepAlive();
    try {
        const secrets: unknown[] = [];
        const values = await runtime.serializeProperties("preflight", known);
        const { id, ...properties } = inClear(values, secrets) as Record<string, unknown>;
        // Of a run that the update leaves out (`--target`) the engine tells nothing.
        if (id === runtime.unknownValue && properties["graphId"] === runtime.unknownValue) return;
        if (id !== runtime.unknownValue) {
            runs.add(String(id));
            return;
        }
        // Loads the HTTP client and the schemas, which an `up` does not need.
        const { preflight: look } = await import("./dynamic/preflight.js");
        const { findings, notAsked } = await look(program, runtime.getConfig, process.env, properties, secrets, runs);
        for (const { severity, message } of findings) {
            if (severity === "error") await fail(message, resource);
            else if (severity === "warning") await log.warn(message, resource);
            // A row shows what was said last: the resource's keeps the reason why something happens to it.
            else await log.info(`${name}: ${message}`);
        }
        for (const why of notAsked) await debug(why);
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

function isOn(): boolean {
    const setting = runtime.getConfig(`${CONFIG_NAMESPACE}:preflight`) ?? process.env[VARIABLE] ?? "";
    const text = setting.trim().toLowerCase();
    if (!["", "true", "false"].includes(text)) {
        void log.warn(`${CONFIG_NAMESPACE}:preflight (or ${VARIABLE}) must be true or false`);
    }
    return text !== "false";
}

/** The value without Pulumi's wrapping of secrets; what was secret is added to `secrets`. */
function inClear(value: unknown, secrets: unknown[]): unknown {
    if (typeof value !== "object" || value === null) return value;
    if (runtime.isRpcSecret(value)) {
        const inner = inClear(runtime.unwrapRpcSecret(value), secrets);
        secrets.push(inner);
        return inner;
    }
    if (Array.isArray(value)) return value.map((member) => inClear(member, secrets));
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, inClear(member, secrets)]));
}
