import { RunError } from "@pulumi/pulumi";
import { shownText } from "../contract/shownText";

/**
 * An error in the user's program. Pulumi prints only its message.
 *
 * Its stack is one line: on Node.js 20 and 22 `util.inspect` with colors, which Pulumi's runner calls, does not return
 * for stack frames of Pulumi's SDK that are mapped to its TypeScript sources, and the program hangs at full CPU load.
 */
export function userError(message: string): RunError {
    const text = shownText(message);
    const error = new RunError(text);
    error.stack = `${error.name}: ${text}`;
    return error;
}

/**
 * Converts a thrown value to an error in the user's program.
 *
 * @param where function or resource in the program, such as `getCluster` or `WorkflowRun nightly`
 */
export function toUserError(where: string, error: unknown): RunError {
    // Already such an error, which names the place.
    if (RunError.isInstance(error) && error.stack === `${error.name}: ${error.message}`) return error;
    return userError(`${where}: ${error instanceof Error ? error.message : String(error)}`);
}
