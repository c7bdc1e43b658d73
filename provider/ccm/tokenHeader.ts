/** First the header of the vendor's own client, then that of its reference documentation. */
const CANDIDATES = ["Authorization", "Authentication"] as const;

/** Selects the token's header: the one that is set, or else the first that works. One per process and service. */
export class TokenHeader {
    private known: string | undefined;
    private tokenWithoutUse: string | undefined;

    /** @param set header to use without detection */
    constructor(set: string | undefined) {
        this.known = set;
    }

    /** Header for the next request. */
    get name(): string {
        return this.known ?? CANDIDATES[0];
    }

    /** The service accepted a token in this header. */
    accept(name: string): void {
        this.known ??= name;
    }

    /** Returns the header to try after the service rejected a token (401); `undefined` if there is none. */
    insteadOf(refused: string, token: string): string | undefined {
        if (this.known !== undefined) return this.known === refused ? undefined : this.known;
        return token === this.tokenWithoutUse ? undefined : CANDIDATES.find((name) => name !== refused);
    }

    /** The service rejected this token in both headers. */
    refuseBoth(token: string): void {
        this.tokenWithoutUse = token;
    }
}
