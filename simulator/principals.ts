import { randomUUID } from "node:crypto";
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
    /** Milliseconds since 1970 by the simulated clock; `Infinity` for tokens handed out for good. */
    readonly expiresAt: number;
}

/** Who may call, and the tokens that prove it. */
export class Principals {
    readonly apps: AppCredential[] = [];
    readonly users: UserCredential[] = [];
    /** Life of a minted token, in seconds. */
    tokenSeconds = 60;
    private readonly tokens = new Map<string, IssuedToken>();

    constructor(private readonly world: World) {}

    /** Makes a token known that never ends. */
    allow(token: string, name: string, role: Role, accountActive = true): void {
        this.tokens.set(token, {
            principal: { name, role, accountActive, accountSelected: true },
            expiresAt: Infinity,
        });
    }

    issue(name: string, role: Role, accountSelected: boolean): { token: string; expiresAt: number } {
        const token = `sim-${randomUUID()}`;
        const expiresAt = this.world.clock.now() + this.tokenSeconds * 1000;
        this.tokens.set(token, { principal: { name, role, accountActive: true, accountSelected }, expiresAt });
        return { token, expiresAt };
    }

    selectAccount(token: string): void {
        const issued = this.tokens.get(token);
        if (issued !== undefined) {
            this.tokens.set(token, { ...issued, principal: { ...issued.principal, accountSelected: true } });
        }
    }

    /** Ends all tokens that were minted so far. */
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
