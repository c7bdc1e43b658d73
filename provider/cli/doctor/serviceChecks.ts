import {
    ARMOR_PREFIX,
    CcmClient,
    CcmCredentialError,
    CcmStatusError,
    oneTry,
    type Probe,
    probeVersion,
    type Settings,
    systemClock,
} from "../../ccm";
import { messageOf } from "../../core";
import type { DoctorResult } from "./doctorResult";

const LIMIT_MS = 10_000;
/** Tokens and the search for lost starts bear more; beyond this a clock is wrong. */
const MAX_SKEW_MS = 30_000;
/** Whether the service is where the settings say, and lets this credential work. Reads only. */
export async function checkService(settings: Settings): Promise<DoctorResult[]> {
    const { result, probe } = await checkEndpoint(settings);
    if (probe === undefined) {
        return [result, ...["clock", "credential", "role"].map((name) => skipped(name, "CCM does not answer"))];
    }
    // One client, so that a token is made once.
    const client = clientOf(settings);
    const credential = await checkCredential(client, settings);
    const role =
        credential.verdict === "ok" ? await checkRole(client) : skipped("role", "the credential is not accepted");
    return [result, clockResult(probe), credential, role];
}

export function skipped(name: string, why: string): DoctorResult {
    return { name, verdict: "skip", found: why };
}

async function checkEndpoint(settings: Settings): Promise<{ result: DoctorResult; probe: Probe | undefined }> {
    const name = "endpoint";
    const { baseUrl, caFile } = settings;
    const probeAt = (url: string) => probeVersion(url, { clock: systemClock, caFile }, LIMIT_MS);
    try {
        const probe = await probeAt(baseUrl);
        const tls = baseUrl.startsWith("https:") ? "its certificate is trusted" : "without TLS, on this machine";
        return { result: { name, verdict: "ok", found: `CCM ${probe.version} answers at ${baseUrl}, ${tls}` }, probe };
    } catch (error) {
        const other = otherPrefix(baseUrl);
        const found = messageOf(error);
        const isThere = await probeAt(other.url).then(
            () => true,
            () => false,
        );
        const fix = isThere
            ? `CCM answers at ${other.url}: set fortanix-ccm:apiPrefix (or FORTANIX_CCM_API_PREFIX) to ${other.prefix === "" ? "nothing" : other.prefix}`
            : "check fortanix-ccm:endpoint (or FORTANIX_CCM_ENDPOINT), the network and its proxy; for an authority of your own set fortanix-ccm:caFile";
        return { result: { name, verdict: "fail", found, fix }, probe: undefined };
    }
}

/** The other of the two places where CCM may be on a host. */
function otherPrefix(baseUrl: string): { url: string; prefix: string } {
    const { origin, pathname } = new URL(baseUrl);
    const prefix = pathname === "/v1" ? ARMOR_PREFIX : "";
    return { url: `${origin}${prefix}/v1`, prefix };
}

function clockResult({ aheadMs }: Probe): DoctorResult {
    const name = "clock";
    if (aheadMs === undefined) return { name, verdict: "ok", found: "CCM does not tell its time" };
    const seconds = Math.round(Math.abs(aheadMs) / 1000);
    if (Math.abs(aheadMs) <= MAX_SKEW_MS) return { name, verdict: "ok", found: `within ${seconds + 1} s of CCM's` };
    const found = `${seconds} s ${aheadMs > 0 ? "behind" : "ahead of"} CCM's`;
    return { name, verdict: "warn", found, fix: "set this machine's clock, such as by NTP" };
}

function clientOf(settings: Settings): CcmClient {
    return new CcmClient(settings, { clock: systemClock, random: Math.random });
}

async function checkCredential(client: CcmClient, settings: Settings): Promise<DoctorResult> {
    const name = "credential";
    const error = await refusalOf(client);
    if (error === undefined) return { name, verdict: "ok", found: `accepted in the header ${settings.authHeader}` };
    const found = messageOf(error);
    const isRefused = error instanceof CcmCredentialError || (error instanceof CcmStatusError && error.status === 401);
    if (!isRefused) {
        return {
            name,
            verdict: "fail",
            found,
            fix: "the credential was not judged: see to what CCM answers, and try again",
        };
    }
    const other = settings.authHeader.toLowerCase() === "authentication" ? "Authorization" : "Authentication";
    const fix =
        (await refusalOf(clientOf({ ...settings, authHeader: other }))) === undefined
            ? `it is accepted in another header: set fortanix-ccm:authHeader (or FORTANIX_CCM_AUTH_HEADER) to ${other}`
            : "make a new token or key, for this deployment and account, and set it";
    return { name, verdict: "fail", found, fix };
}

/** What CCM says against the credential; `undefined` when it lets it read the list of runs. */
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
        const fix = "try again; CCM answered what was not expected";
        return { name, verdict: "warn", found: `not to be told: ${messageOf(error)}`, fix };
    }
}
