/** What the vendor's own client sends goes first, then what its reference documents name. */
const CANDIDATES = ["Authorization", "Authentication"] as const;

/** Which header carries the token: the one that is set, or else the first that the service takes. One per process and service. */
export class TokenHeader {
    private known: string | undefined;
    private tokenWithoutUse: string | undefined;

    /** @param set decides alone where it is given */
    constructor(set: string | undefined) {
        this.known = set;
    }

    /** The one to send with now. */
    get name(): string {
        return this.known ?? CANDIDATES[0];
    }

    /** The service has answered to a token in it. */
    accept(name: string): void {
        this.known ??= name;
    }

    /** The one that is worth a try after the service has refused a token (401); `undefined` where there is none. */
    insteadOf(refused: string, token: string): string | undefined {
        if (this.known !== undefined) return this.known === refused ? undefined : this.known;
        return token === this.tokenWithoutUse ? undefined : CANDIDATES.find((name) => name !== refused);
    }

    /** The service refuses this token in either. */
    refuseBoth(token: string): void {
        this.tokenWithoutUse = token;
    }
}
