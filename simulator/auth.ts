import type { FastifyInstance, FastifyRequest, preHandlerAsyncHookHandler } from "fastify";
import type { Principals } from "./principals";
import { Problem } from "./problem";
import type { Role, World } from "./world";

/** The header that carries the token. The vendor's documents and its client disagree; a server accepts one of them. */
export type AuthHeader = "authorization" | "authentication";

/** Access checks: reads need any role, writes a Writer or Manager, and most writes an active account. */
export interface Guards {
    readonly reader: preHandlerAsyncHookHandler;
    readonly writer: preHandlerAsyncHookHandler;
    readonly activeWriter: preHandlerAsyncHookHandler;
}

export function createGuards(principals: Principals, authHeader: AuthHeader): Guards {
    const guard = (roles: readonly Role[], mustBeActive: boolean) => async (request: FastifyRequest) => {
        const principal = principals.find(bearerToken(request, authHeader));
        if (principal === undefined) throw new Problem(401, "Invalid or expired token");
        if (!principal.accountSelected) throw new Problem(403, "No account selected for this session");
        if (!roles.includes(principal.role)) {
            throw new Problem(403, `Role ${principal.role} may not do this; needed: ${roles.join(" or ")}`);
        }
        if (mustBeActive && !principal.accountActive)
            throw new Problem(403, "Account is not active: run quota of the plan is used up");
        request.principal = principal;
    };
    return {
        reader: guard(["Reader", "Writer", "Manager"], false),
        writer: guard(["Writer", "Manager"], false),
        activeWriter: guard(["Writer", "Manager"], true),
    };
}

function bearerToken(request: FastifyRequest, authHeader: AuthHeader): string | undefined {
    const header = request.headers[authHeader];
    return typeof header === "string" ? /^Bearer (.+)$/.exec(header)?.[1] : undefined;
}

function basicCredential(request: FastifyRequest): [user: string, password: string] | undefined {
    const encoded = /^Basic (.+)$/.exec(request.headers.authorization ?? "")?.[1];
    if (encoded === undefined) return undefined;
    const [user = "", ...rest] = Buffer.from(encoded, "base64").toString("utf8").split(":");
    return [user, rest.join(":")];
}

function formDecode(text: string): string {
    return new URLSearchParams(`value=${text}`).get("value") ?? "";
}

/** Routes below `/v1/sys`: login with email and password, account selection, session refresh, version. */
export function addSessionRoutes(
    app: FastifyInstance,
    world: World,
    principals: Principals,
    authHeader: AuthHeader,
): void {
    app.post("/sys/auth", { config: { operation: "login" } }, async (request) => {
        const [email, password] = basicCredential(request) ?? [];
        const user = principals.users.find((known) => known.email === email && known.password === password);
        if (user === undefined) throw new Problem(401, "Invalid credentials");
        const { token } = principals.issue(user.email, user.role, false);
        return { access_token: token, session_info: principals.sessionInfo(token) };
    });

    app.post<{ Params: { accountId: string } }>(
        "/sys/session/select_account/:accountId",
        { config: { operation: "selectAccount" } },
        async (request) => {
            const token = bearerToken(request, authHeader);
            const principal = principals.find(token);
            if (token === undefined || principal === undefined) throw new Problem(401, "Invalid or expired token");
            const user = principals.users.find((known) => known.email === principal.name);
            const accountId = request.params.accountId.toLowerCase();
            if (user?.accountIds.includes(accountId) !== true) throw new Problem(404, "Account not found");
            principals.selectAccount(token);
            return { session_info: { ...principals.sessionInfo(token), selected_account_id: accountId } };
        },
    );

    app.post("/sys/session/refresh", { config: { operation: "refreshSession" } }, async (request) => {
        if (principals.find(bearerToken(request, authHeader)) === undefined)
            throw new Problem(401, "Invalid or expired token");
        return {};
    });

    app.get("/sys/version", { config: { operation: "version" } }, async () => ({ version: "simulator" }));
}

/** Fortanix Armor's token endpoint, which is outside CCM's path prefix. */
export function addArmorTokenRoute(app: FastifyInstance, principals: Principals): void {
    app.post<{ Body: { grant_type?: string } }>(
        "/api/v1/iam/session/oauth2/token",
        { config: { operation: "mintToken" } },
        async (request, reply) => {
            if (request.headers["x-csrf-header"] === undefined) throw new Problem(403, "X-Csrf-Header is missing");
            if (request.body.grant_type !== "client_credentials") {
                const error_description = "Only client_credentials is supported";
                return reply.code(400).send({ error: "unsupported_grant_type", error_description });
            }
            const [appId = "", apiKey = ""] = (basicCredential(request) ?? []).map(formDecode);
            const known = principals.apps.find((candidate) => candidate.appId === appId && candidate.apiKey === apiKey);
            if (known === undefined) {
                return reply
                    .code(401)
                    .send({ error: "invalid_client", error_description: "Client authentication failed" });
            }
            const { token } = principals.issue(known.appId, known.role, true);
            return { access_token: token, token_type: "Bearer", expires_in: principals.tokenSeconds };
        },
    );
}
