import type { Run } from "../../ccm";
import { resourceName } from "../text";
import type { Assignment } from "./assignRuns";
import { begunAt, type OpenStart } from "./openStarts";
import type { RunContext } from "./runContext";
import { asksFor, type RunDefinition } from "./runSpec";

/** The run of a start cannot be determined: the user must decide. */
export class UnclearStart extends Error {
    constructor(
        message: string,
        /** Candidate runs. */
        readonly runIds: readonly string[],
    ) {
        super(message);
    }
}

/** Clears the creates that Pulumi keeps as pending. */
export const CLEAR_PENDING = "pulumi refresh --clear-pending-creates --yes";

/** Lists runs with status and creation time, so that the user can distinguish them. */
export function namedRuns(runs: readonly Run[]): string {
    return runs
        .map(({ runId, status, createdAtMs }) => {
            const at = createdAtMs === undefined ? "" : `, created ${new Date(createdAtMs).toISOString()}`;
            return `${runId} (${status}${at})`;
        })
        .join(", ");
}

/**
 * Error that names the runs and the commands to run, none of which leaves an orphaned run. A run that was started with
 * other inputs is not only adopted, since the state would then be wrong: it is also replaced.
 *
 * @param inputs the inputs requested now; `undefined` if the resource has a run
 * @param others other open starts of the stack
 */
export function unclearOpenStart(
    { urn, journal }: Pick<RunContext, "urn" | "journal">,
    start: OpenStart,
    { runs, reason }: Extract<Assignment, { kind: "unclear" }>,
    inputs: RunDefinition | undefined,
    others: readonly OpenStart[],
): UnclearStart {
    const name = resourceName(urn);
    const what =
        `an update that was interrupted at ${begunAt(start)} may have started a run of ${name}` +
        (runs.length === 0
            ? `: ${reason}`
            : `, and it is not clear whether it is one of these: ${namedRuns(runs)}; ${reason}`);
    const which = runs.length === 0 ? "the newest runs of the graph" : "these runs";
    const isSame = inputs !== undefined && start.spec !== undefined && asksFor(start.spec, inputs) === true;
    const take =
        `add \`adoptRunId: "${runs[0]?.runId ?? "<id of the run>"}"\`, with the id of that run, to the ` +
        `arguments of ${name} and run \`pulumi up\``;
    const replace = isSame
        ? ""
        : `; that run may have other inputs, so remove adoptRunId afterwards and run ` +
          `\`pulumi up --replace '${urn}'\`, which starts a run with the current inputs and stops that run`;
    const forget = [
        ...(start.isProven ? [] : ["run `pulumi up` of the other stack with this name, if it still exists"]),
        ...(start.isInState ? [clearing(name, others)] : []),
        ...(start.record === undefined ? [] : [`delete ${journal.pathOf(start.record)}`]),
        "run `pulumi up`",
    ];
    return new UnclearStart(
        `${what}. Nothing more was started. Look at ${which} in CCM. If one of them is the run of ${name}, ` +
            `${take}${replace}. If none of them is, ${forget.join(", then ")}.`,
        runs.map(({ runId }) => runId),
    );
}

/** Pulumi clears all pending creates at once if it cannot prompt; other runs could then no longer be found. */
function clearing(name: string, others: readonly OpenStart[]): string {
    return others.some(({ isInState }) => isInState)
        ? `run \`pulumi refresh\` in a terminal and choose to clear the pending create of ${name}, and no other`
        : `run \`${CLEAR_PENDING}\``;
}
