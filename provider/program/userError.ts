import { RunError } from "@pulumi/pulumi";
import { shownText } from "../contract/shownText";

/**
 * An error in what the user has written. Pulumi prints its message alone.
 *
 * Its stack is one line: on Node 20 and 22 `util.inspect` with colours, which Pulumi's runner calls, does not come to an
 * end for frames of Pulumi's SDK that are mapped back to its TypeScript, and the program hangs at full load.
 */
export function userError(message: string): RunError {
    const text = shownText(message);
    const error = new RunError(text);
    error.stack = `${error.name}: ${text}`;
    return error;
}

/**
 * What was thrown, as an error in what the user has written.
 *
 * @param where what the user wrote, such as `getCluster` or `WorkflowRun nightly`
 */
export function toUserError(where: string, error: unknown): RunError {
    // It is one already, and has said where.
    if (RunError.isInstance(error) && error.stack === `${error.name}: ${error.message}`) return error;
    return userError(`${where}: ${error instanceof Error ? error.message : String(error)}`);
}
