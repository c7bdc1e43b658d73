import {
    baseUrlOf,
    CcmClient,
    CcmCredentialError,
    type CcmDeployment,
    isUnauthorized,
    oneTry,
    type Probe,
    probeService,
    type Settings,
    systemClock,
} from "../../ccm";
import { messageOf } from "../../core";
import type { DoctorResult } from "./doctorResult";

const LIMIT_MS = 10_000;
/** In milliseconds. Tokens and the search for lost starts tolerate more; beyond this, a clock is wrong. */
const MAX_SKEW_MS = 30_000;

/** Checks that CCM responds at the configured address and accepts the credential. Only reads. */
export async function checkService(settings: Settings): Promise<DoctorResult[]> {
    const { result, probe } = await checkEndpoint(settings);
    if (probe === undefined) {
        return [result, ...["clock", "credential", "role"].map((name) => skipped(name, "CCM does not answer"))];
    }
    // One client, so that only one token is requested.
    const client = clientOf(settings);
    const credential = await checkCredential(client, settings);
    const role =
        credential.verdict === "ok" ? await checkRole(client) : skipped("role", "the credential is not accepted");
    return [result, clockResult(probe.aheadMs ?? aheadOf(client)), credential, role];
}

/** Offset of CCM's clock in milliseconds, from the responses to the client, if the probe has not determined it. */
function aheadOf(client: CcmClient): number | undefined {
    const serverTime = client.serverTime();
    return serverTime === undefined ? undefined : serverTime - systemClock.wallTime();
}

export function skipped(name: string, why: string): DoctorResult {
    return { name, verdict: "skip", found: why };
}

async function checkEndpoint(settings: Settings): Promise<{ result: DoctorResult; probe: Probe | undefined }> {
    const name = "endpoint";
    const { baseUrl } = settings;
    const probeAt = (url: string) => probeService(url, settings, systemClock, LIMIT_MS);
    try {
        const { version, ...probe } = await probeAt(baseUrl);
        const tls = baseUrl.startsWith("https:") ? "its certificate is trusted" : "without TLS, on this machine";
        const found = `CCM${version === undefined ? "" : ` ${version}`} answers at ${baseUrl}, ${tls}`;
        return { result: { name, verdict: "ok", found }, probe: { version, ...probe } };
    } catch (error) {
        const other = otherDeployment(baseUrl);
        const found = messageOf(error);
        const isThere = await probeAt(other.url).then(
            () => true,
            () => false,
        );
        const fix = isThere
            ? `CCM answers at ${other.url}: set fortanix-ccm:deployment (or FORTANIX_CCM_DEPLOYMENT) to ` +
              `${other.deployment}, and remove apiPrefix`
            : "check fortanix-ccm:endpoint (or FORTANIX_CCM_ENDPOINT), the network and its proxy; for a private " +
              "certificate authority, set fortanix-ccm:caFile";
        return { result: { name, verdict: "fail", found, fix }, probe: undefined };
    }
}

/** Base URL of the other kind of deployment on the same host. */
function otherDeployment(baseUrl: string): { url: string; deployment: CcmDeployment } {
    const endpoint = new URL(new URL(baseUrl).origin);
    const usual = baseUrlOf({ endpoint, deployment: "standalone" });
    const deployment = baseUrl === usual ? "armor" : "standalone";
    return { url: baseUrlOf({ endpoint, deployment }), deployment };
}

function clockResult(aheadMs: number | undefined): DoctorResult {
    const name = "clock";
    if (aheadMs === undefined) return { name, verdict: "ok", found: "CCM does not report its time" };
    const seconds = Math.round(Math.abs(aheadMs) / 1000);
    if (Math.abs(aheadMs) <= MAX_SKEW_MS)
        return { name, verdict: "ok", found: `within ${seconds + 1} s of CCM's clock` };
    const found = `${seconds} s ${aheadMs > 0 ? "behind" : "ahead of"} CCM's clock`;
    return { name, verdict: "warn", found, fix: "synchronize this machine's clock, for example by NTP" };
}

function clientOf(settings: Settings): CcmClient {
    return new CcmClient(settings, { clock: systemClock, random: Math.random });
}

async function checkCredential(client: CcmClient, settings: Settings): Promise<DoctorResult> {
    const name = "credential";
    const error = await refusalOf(client);
    if (error === undefined) return { name, verdict: "ok", found: `accepted in the header ${client.authHeader}` };
    const found = messageOf(error);
    const isRefused = error instanceof CcmCredentialError || isUnauthorized(error);
    if (!isRefused) {
        return {
            name,
            verdict: "fail",
            found,
            fix: "the credential could not be checked: resolve this error, then run doctor again",
        };
    }
    // Without `authHeader`, both headers have already been tried.
    const isOtherTaken =
        settings.authHeader !== undefined &&
        (await refusalOf(clientOf({ ...settings, authHeader: undefined }))) === undefined;
    const fix = isOtherTaken
        ? "it is accepted in another header: remove fortanix-ccm:authHeader (or FORTANIX_CCM_AUTH_HEADER)"
        : "create a new token or key for this deployment and account, and set it";
    return { name, verdict: "fail", found, fix };
}

/** The error when the credential reads the list of runs; `undefined` if it can. */
async function refusalOf(client: CcmClient): Promise<Error | undefined> {
    try {
        await client.listRuns(oneTry(systemClock, LIMIT_MS)).next();
        return undefined;
    } catch (error) {
        return error instanceof Error ? error : new Error(String(error));
    }
}

async function checkRole(client: CcmClient): Promise<DoctorResult> {
    const name = "role";
    try {
        if (await client.mayStartRuns(oneTry(systemClock, LIMIT_MS)))
            return { name, verdict: "ok", found: "may preview, start, stop and refresh runs (Writer or Manager)" };
        const found = "may preview, and refresh from the list of runs; may not start or stop runs (Reader)";
        const fix = "for `pulumi up` and `destroy`, use a credential with CCM's role Writer or Manager";
        return { name, verdict: "warn", found, fix };
    } catch (error) {
        const fix = "run doctor again; CCM's response was unexpected";
        return { name, verdict: "warn", found: `unknown: ${messageOf(error)}`, fix };
    }
}
