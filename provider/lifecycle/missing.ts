import { CcmStatusError } from "../ccm";

/** Whether the service says that it does not know the thing (404). It says so to a foreign account as well. */
export function isMissing(error: unknown): boolean {
    return error instanceof CcmStatusError && error.status === 404;
}
