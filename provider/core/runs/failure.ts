import type { Properties } from "../properties";

/**
 * A run is there, but not as it was asked for. Pulumi must record it all the same, so this carries the complete
 * outputs. The next `up` goes on from them.
 */
export class RunFailure extends Error {
    constructor(
        readonly runId: string,
        /** One sentence or more for the person: what happened, what still runs, what to do. */
        readonly reason: string,
        readonly outputs: Properties,
    ) {
        super(reason);
        this.name = "RunFailure";
    }
}
