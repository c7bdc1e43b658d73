import type { Run } from "../../ccm";
import { isFinished } from "../../contract/runStatus";

/** What a resource requires of a run that it adopts. */
interface Adopter {
    readonly graphId: string;
    readonly rerunOn: readonly string[];
}

/**
 * Why a run cannot be adopted, as the predicate of a sentence about it; `undefined` if it can. The same for a preview
 * and an update. Pure.
 */
export function adoptionProblem(run: Run, { graphId, rerunOn }: Adopter): string | undefined {
    if (run.graphId !== undefined && run.graphId.toLowerCase() !== graphId.toLowerCase()) {
        return `is a run of graph ${run.graphId}, and graphId is ${graphId}`;
    }
    if (isFinished(run.status) && rerunOn.includes(run.status)) {
        return `is ${run.status}, and rerunOn contains ${run.status}: remove adoptRunId to start a new run`;
    }
    return undefined;
}
