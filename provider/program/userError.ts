import { RunError } from "@pulumi/pulumi";

/**
 * An error in what the user has written. Pulumi prints its message alone.
 *
 * Its stack is one line: on Node 20 and 22 `util.inspect` with colours, which Pulumi's runner calls, does not come to an
 * end for frames of Pulumi's SDK that are mapped back to its TypeScript, and the program hangs at full load.
 */
export function userError(message: string): RunError {
    const error = new RunError(message);
    error.stack = `${error.name}: ${message}`;
    return error;
}
