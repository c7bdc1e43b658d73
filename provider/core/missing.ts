import { CcmStatusError } from "../ccm";

/** Whether the service says that it does not know the thing (404). It says so to a foreign account as well. */
export function isMissing(error: unknown): boolean {
    return error instanceof CcmStatusError && error.status === 404;
}

/** What a person should make of that, for `cluster 5f0f8c5e-...` and so on. */
export function notThere(what: string): string {
    return `CCM has no ${what}, or shows it to another account only`;
}
