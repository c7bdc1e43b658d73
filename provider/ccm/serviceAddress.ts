import { z } from "zod";

/*
 * URLs of CCM. A standalone CCM has its operations below `/v1`; as part of Fortanix Armor, it has the same operations
 * below another path without `/v1` (the vendor's own client omits it there).
 */

export const DEPLOYMENTS = ["armor", "standalone"] as const;

/** How CCM is deployed: as part of Fortanix Armor, or standalone. */
export type CcmDeployment = (typeof DEPLOYMENTS)[number];

export interface ServiceAddress {
    readonly endpoint: URL;
    /** Path between the host and the operations (Armor) or their `/v1`. @default Armor's prefix on Armor, else none */
    readonly apiPrefix?: string | undefined;
    /** @default derived from host and prefix */
    readonly deployment?: CcmDeployment | undefined;
}

const ARMOR_PREFIX = "/api/v1/confidential_computing";
const ARMOR_TOKEN_PATH = "/api/v1/iam/session/oauth2/token";

/** Returns the deployment that is set, else `armor` for Armor's hosts and Armor's prefix, else `standalone`. */
export function deploymentOf({ endpoint, apiPrefix = "", deployment }: ServiceAddress): CcmDeployment {
    if (deployment !== undefined) return deployment;
    return isArmorHost(endpoint) || withoutVersion(apiPrefix).endsWith(ARMOR_PREFIX) ? "armor" : "standalone";
}

/** Returns the URL prefix of all operations, without a trailing slash. */
export function baseUrlOf(address: ServiceAddress): string {
    const { endpoint, apiPrefix = "" } = address;
    const origin = withoutSlashes(endpoint.href);
    if (deploymentOf(address) === "standalone") return `${origin}${withoutVersion(apiPrefix)}/v1`;
    // Accept `/v1` after Armor's prefix: users cannot know that it is omitted there.
    const prefix = withoutVersion(apiPrefix).endsWith(ARMOR_PREFIX) ? withoutVersion(apiPrefix) : apiPrefix;
    return origin + (prefix === "" ? ARMOR_PREFIX : prefix);
}

/** Returns the URL that exchanges an app's client credentials for tokens. */
export function tokenUrlOf(endpoint: URL): URL {
    return new URL(withoutSlashes(endpoint.href) + ARMOR_TOKEN_PATH);
}

export function withoutSlashes(text: string): string {
    return text.replace(/\/+$/, "");
}

function withoutVersion(path: string): string {
    return path.replace(/\/v1$/, "");
}

function isArmorHost({ hostname }: URL): boolean {
    return /\.armor\.fortanix\.com\.?$/.test(hostname);
}

/** Validates the address of a CCM. Problems include what to set. */
export function toEndpoint(text: string, context: z.core.$RefinementCtx): URL {
    const url = toServiceUrl(text, context);
    if (!(url instanceof URL)) return z.NEVER;
    const problem = endpointProblem(url);
    return problem === undefined ? url : refuse(problem, text, context);
}

function endpointProblem(url: URL): string | undefined {
    const path = withoutSlashes(url.pathname);
    if (/^(www\.)?armor\.fortanix\.com\.?$/.test(url.hostname)) {
        return "is the web console of Armor: set https://api.armor.fortanix.com, or the API host of the region";
    }
    if (isArmorHost(url) && path !== "") return `must be the host alone: set https://${url.host}`;
    if (withoutVersion(path).endsWith(ARMOR_PREFIX)) {
        return `must not end in ${ARMOR_PREFIX}: leave the path out and set deployment to armor`;
    }
    if (path.endsWith("/v1")) return "must not end in /v1, which is added automatically: leave it out";
    return undefined;
}

/** Validates a URL that a credential may be sent to. */
export function toServiceUrl(text: string, context: z.core.$RefinementCtx): URL {
    const problem = (message: string) => refuse(message, text, context);
    if (!URL.canParse(text)) return problem("must be a URL such as https://ccm.fortanix.com");
    const url = new URL(text);
    if (url.username !== "" || url.password !== "") return problem("must not contain a user name or a password");
    if (url.search !== "" || url.hash !== "") {
        return problem("must not have a query or a fragment, as pages of a web console have: set the host alone");
    }
    if (url.protocol === "https:" || (url.protocol === "http:" && isThisMachine(url.hostname))) return url;
    return problem(
        "must start with https:// (http:// is accepted for localhost only, so that no token is sent unencrypted)",
    );
}

function refuse(message: string, input: unknown, context: z.core.$RefinementCtx): never {
    context.issues.push({ code: "custom", message, input });
    return z.NEVER;
}

export function isThisMachine(hostname: string): boolean {
    return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d+){3}$/.test(hostname);
}
