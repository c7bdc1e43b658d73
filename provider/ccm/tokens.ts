import { z } from "zod";
import type { Clock } from "./clock";
import type { Exchange } from "./exchange";
import { lenient } from "./lenient";
import { isThrottled, isTransient } from "./retry";
import type { Credential } from "./settings";

/** Source of the token to send. */
export interface TokenSource {
    /** @param deadline end of the caller's time limit, by the clock */
    token(deadline?: number): Promise<string>;
    /**
     * Marks a token as rejected by the service.
     * @returns whether another token can be obtained, so that a retry may help
     */
    invalidate(token: string): boolean;
}

interface MintedToken {
    readonly token: string;
    /** Lifetime in milliseconds since the token was requested; `undefined` if the service does not report it. */
    readonly lifetimeMs: number | undefined;
}

/** A token is renewed this long before it expires, or with a fifth of its lifetime left, whichever is later. */
const LONGEST_MARGIN_MS = 30_000;
/** Maximum time for obtaining a token: callers that share the request may have shorter limits of their own. */
const MINT_LIMIT_MS = 60_000;

/** @param onToken called with each obtained token before its use: no text may contain it */
export function createTokenSource(
    credential: Credential,
    exchange: Exchange,
    baseUrl: string,
    clock: Clock,
    onToken: (token: string) => void,
): TokenSource {
    switch (credential.kind) {
        case "token":
            return { token: () => Promise.resolve(credential.token), invalidate: () => false };
        case "clientCredentials":
            return new MintedTokenSource(
                (deadline) => mintFromClientCredentials(exchange, credential, deadline),
                clock,
                onToken,
            );
        case "password":
            return new MintedTokenSource(
                (deadline) => mintFromPassword(exchange, baseUrl, credential, deadline, onToken),
                clock,
                onToken,
            );
    }
}

/** Returns the parts of a credential that no text may contain. */
export function secretsOf(credential: Credential): string[] {
    switch (credential.kind) {
        case "token":
            return [credential.token];
        case "clientCredentials":
            return [credential.apiKey, oauthBasicOf(credential)];
        case "password":
            return [credential.password, basicOf(credential.username, credential.password)];
    }
}

/** Caches a token and renews it before it expires, with one request for any number of waiting callers. */
class MintedTokenSource implements TokenSource {
    private current: { token: string; renewAt: number } | undefined;
    private minting: Promise<string> | undefined;

    constructor(
        private readonly mint: (deadline: number) => Promise<MintedToken>,
        private readonly clock: Clock,
        private readonly onToken: (token: string) => void,
    ) {}

    async token(deadline = Infinity): Promise<string> {
        for (;;) {
            if (this.current !== undefined && this.clock.now() < this.current.renewAt) return this.current.token;
            const isOthers = this.minting !== undefined;
            this.minting ??= this.renew(deadline).finally(() => (this.minting = undefined));
            try {
                return await this.minting;
            } catch (error) {
                // The caller that started it may have had less time. Throttled requests are retried until the deadline.
                const isWorthMore = isOthers ? isTransient(error) : isThrottled(error) && deadline < Infinity;
                if (!isWorthMore || this.clock.now() >= deadline) throw error;
            }
        }
    }

    invalidate(token: string): boolean {
        if (this.current?.token === token) this.current = undefined;
        return true;
    }

    private async renew(deadline: number): Promise<string> {
        const askedAt = this.clock.now();
        const { token, lifetimeMs = Infinity } = await this.mint(Math.min(deadline, askedAt + MINT_LIMIT_MS));
        this.onToken(token);
        this.current = { token, renewAt: askedAt + lifetimeMs - Math.min(LONGEST_MARGIN_MS, lifetimeMs / 5) };
        return token;
    }
}

const oauthAnswer = z.object({ access_token: z.string().min(1), expires_in: lenient(z.number().positive()) });

async function mintFromClientCredentials(
    exchange: Exchange,
    credential: Extract<Credential, { kind: "clientCredentials" }>,
    deadline: number,
): Promise<MintedToken> {
    const { value } = await exchange(oauthAnswer, {
        operation: "get a token for the Armor app",
        method: "POST",
        url: credential.tokenUrl.href,
        repeatable: true,
        deadline,
        headers: {
            Authorization: `Basic ${oauthBasicOf(credential)}`,
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Csrf-Header": "",
        },
        body: "grant_type=client_credentials",
    });
    return { token: value.access_token, lifetimeMs: secondsToMs(value.expires_in) };
}

const sessionAnswer = z.object({
    access_token: z.string().min(1),
    session_info: lenient(z.object({ session_token_expires_at: lenient(z.number()) })),
});

async function mintFromPassword(
    exchange: Exchange,
    baseUrl: string,
    credential: Extract<Credential, { kind: "password" }>,
    deadline: number,
    onToken: (token: string) => void,
): Promise<MintedToken> {
    const { value, serverTime } = await exchange(sessionAnswer, {
        operation: "log in with username and password",
        method: "POST",
        url: `${baseUrl}/sys/auth`,
        repeatable: true,
        deadline,
        headers: { Authorization: `Basic ${basicOf(credential.username, credential.password)}` },
    });
    if (credential.accountId !== undefined) {
        onToken(value.access_token);
        await exchange(z.unknown(), {
            operation: "select the account",
            method: "POST",
            url: `${baseUrl}/sys/session/select_account/${encodeURIComponent(credential.accountId)}`,
            repeatable: true,
            deadline,
            token: value.access_token,
        });
    }
    const expiresAt = value.session_info?.session_token_expires_at;
    const lifetime = expiresAt === undefined || serverTime === undefined ? undefined : expiresAt - serverTime / 1000;
    return {
        token: value.access_token,
        lifetimeMs: lifetime !== undefined && lifetime > 0 ? secondsToMs(lifetime) : undefined,
    };
}

function secondsToMs(seconds: number | undefined): number | undefined {
    return seconds === undefined ? undefined : seconds * 1000;
}

/** OAuth requires form encoding of both parts of HTTP Basic (RFC 6749 §2.3.1); a plain login does not. */
function oauthBasicOf(credential: { appId: string; apiKey: string }): string {
    const [appId, apiKey] = [credential.appId, credential.apiKey].map((part) =>
        new URLSearchParams({ part }).toString().slice("part=".length),
    );
    return basicOf(appId ?? "", apiKey ?? "");
}

function basicOf(user: string, password: string): string {
    return Buffer.from(`${user}:${password}`).toString("base64");
}
