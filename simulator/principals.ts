import { createHash, randomUUID } from "node:crypto";
import type { World, Principal, Role } from "./world";

export interface AppCredential {
    readonly appId: string;
    readonly apiKey: string;
    readonly role: Role;
}

export interface UserCredential {
    readonly email: string;
    readonly password: string;
    readonly role: Role;
    readonly accountIds: readonly string[];
}

interface IssuedToken {
    readonly principal: Principal;
    /** Milliseconds since 1970 by the simulated clock; `Infinity` for tokens that never expire. */
    readonly expiresAt: number;
}

/** Callers and their tokens. */
export class Principals {
    readonly apps: AppCredential[] = [];
    readonly users: UserCredential[] = [];
    /** Lifetime of a minted token, in seconds. */
    tokenSeconds = 60;
    private readonly tokens = new Map<string, IssuedToken>();

    constructor(private readonly world: World) {}

    /** Registers a token that never expires. */
    allow(token: string, name: string, role: Role, accountActive = true): void {
        this.tokens.set(token, {
            principal: { id: idOf(name), name, role, accountActive, accountSelected: true },
            expiresAt: Infinity,
        });
    }

    /** Invalidates all tokens issued so far. */
    forgetTokens(): void {
        this.tokens.clear();
    }

    issue(name: string, role: Role, accountSelected: boolean): { token: string; expiresAt: number } {
        const token = `sim-${randomUUID()}`;
        const expiresAt = this.world.clock.now() + this.tokenSeconds * 1000;
        const principal = { id: idOf(name), name, role, accountActive: true, accountSelected };
        this.tokens.set(token, { principal, expiresAt });
        return { token, expiresAt };
    }

    selectAccount(token: string): void {
        const issued = this.tokens.get(token);
        if (issued !== undefined) {
            this.tokens.set(token, { ...issued, principal: { ...issued.principal, accountSelected: true } });
        }
    }

    /** Subject and expiry of a session, as the service reports them. */
    sessionInfo(token: string) {
        const issued = this.tokens.get(token);
        const seconds = Math.floor(Math.min(issued?.expiresAt ?? 0, Number.MAX_SAFE_INTEGER) / 1000);
        return {
            subject_id: issued?.principal.id,
            session_expires_at: seconds + 3600,
            session_token_expires_at: seconds,
        };
    }

    /** Expires all tokens minted so far. */
    expireMinted(): void {
        for (const [token, issued] of this.tokens) {
            if (issued.expiresAt !== Infinity) this.tokens.set(token, { ...issued, expiresAt: 0 });
        }
    }

    find(token: string | undefined): Principal | undefined {
        const issued = token === undefined ? undefined : this.tokens.get(token);
        return issued !== undefined && this.world.clock.now() < issued.expiresAt ? issued.principal : undefined;
    }
}

/** A UUID derived from the name: the same at every start. */
function idOf(name: string): string {
    const hex = createHash("sha256").update(name).digest("hex");
    return [
        hex.slice(0, 8),
        hex.slice(8, 12),
        `4${hex.slice(13, 16)}`,
        `8${hex.slice(17, 20)}`,
        hex.slice(20, 32),
    ].join("-");
}
