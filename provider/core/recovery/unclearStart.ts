import type { CcmRun } from "../../ccm";
import type { Context } from "./runContext";
import { createdAtMs } from "../../ccm/createdAt";
import type { LostStartDecision } from "./decideLostStart";
import type { StartRecord } from "./startRecord";

/** The runs that a lost start may have led to are not to be told apart: a person has to. */
export class UnclearStart extends Error {}

/** Names the runs, and the line to write about the right one. */
export function describeUnclear(
    { journal, urn }: Context,
    record: StartRecord,
    { runIds, reason }: Extract<LostStartDecision, { kind: "refuse" }>,
    runs: readonly CcmRun[],
): string {
    const named = runs
        .filter(({ run_id }) => runIds.includes(run_id))
        .map(({ run_id, run_status, created_at }) => {
            const at = createdAtMs(created_at);
            return `${run_id} (${run_status}${at === undefined ? "" : `, created ${new Date(at).toISOString()}`})`;
        });
    const name = urn.split("::").at(-1) ?? "the run";
    const none = journal.isLasting
        ? `delete the file ${journal.place} and run \`pulumi up\` again`
        : "run `pulumi up` again";
    return (
        `the answer to the start of ${new Date(record.sentAt.wall).toISOString()} is lost, and it is not clear which run it ` +
        `led to: ${named.join(", ")}; ${reason}. Nothing more was started. Look at them in CCM, then write ` +
        `\`adoptRunId: "${runIds[0] ?? ""}"\`, with the right id, into the arguments of ${name} to take it over. If it is none ` +
        `of them, ${none}.`
    );
}
