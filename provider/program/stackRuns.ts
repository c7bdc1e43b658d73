import { getOrganization, getProject, getStack, runtime } from "@pulumi/pulumi";
import { WORKFLOW_RUN_TYPE } from "../contract/resources";
import { normalRunId } from "../contract/runId";

/** By program, so that a preview reads the state once. */
const known = new WeakMap<object, Promise<ReadonlySet<string> | undefined>>();

/**
 * Ids of the runs in the stack's state: that of a replaced resource is not passed to the program. They are read with
 * the engine function that stack references use, which works with every backend.
 *
 * @param program object that identifies the program
 * @returns `undefined` if the state could not be read
 */
export function runsInState(program: object): Promise<ReadonlySet<string> | undefined> {
    const runs = known.get(program) ?? readRuns().catch(() => undefined);
    known.set(program, runs);
    return runs;
}

async function readRuns(): Promise<ReadonlySet<string>> {
    const stackName = `${getOrganization()}/${getProject()}/${getStack()}`;
    const answer: unknown = await runtime.invoke("pulumi:pulumi:readStackResourceOutputs", { stackName });
    const { outputs } = answer as { outputs?: Record<string, { type?: string; outputs?: Record<string, unknown> }> };
    const runs = Object.values(outputs ?? {}).filter(({ type }) => type === WORKFLOW_RUN_TYPE);
    return new Set(
        runs.flatMap((run) => (typeof run.outputs?.["runId"] === "string" ? [normalRunId(run.outputs["runId"])] : [])),
    );
}
