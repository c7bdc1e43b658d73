import { z } from "zod";
import type { Clock } from "./clock";
import type { Exchange } from "./exchange";
import { lenient } from "./lenient";
import { isThrottled, isTransient } from "./retry";
import type { Credential } from "./settings";

/** Something that gives the token to send, and can be told that the service no longer takes it. */
export interface TokenSource {
    /** @param deadline by the clock: when the caller's time is up */
    token(deadline?: number): Promise<string>;
    /**
     * Says that the service refused this token.
     * @returns whether another one can be had, so that the request is worth a second try
     */
    invalidate(token: string): boolean;
}

interface MintedToken {
    readonly token: string;
    /** Milliseconds the token lives from when it was asked for; `undefined` when the service does not say. */
    readonly lifetimeMs: number | undefined;
}

/** A token is renewed this long before its end, or when a fifth of its life is left, whichever is later. */
const LONGEST_MARGIN_MS = 30_000;
/** Whoever waits for a token has a time limit of its own; minting must not hold it for much longer. */
const MINT_LIMIT_MS = 60_000;

/** @param onToken is told of each token before it is used: no text may show it */
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

/** What of a credential must never show in a text. */
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

/** Keeps a minted token in memory and mints the next one in time, once however many callers wait for it. */
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
                // Whoever asked for it may have had less time. A service that throttles is asked as long as there is time.
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

/** OAuth wants both parts of HTTP Basic form-encoded (RFC 6749 §2.3.1); a plain log-in does not. */
function oauthBasicOf(credential: { appId: string; apiKey: string }): string {
    const [appId, apiKey] = [credential.appId, credential.apiKey].map((part) =>
        new URLSearchParams({ part }).toString().slice("part=".length),
    );
    return basicOf(appId ?? "", apiKey ?? "");
}

function basicOf(user: string, password: string): string {
    return Buffer.from(`${user}:${password}`).toString("base64");
}
