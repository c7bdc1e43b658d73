/*
 * Texts that the plugin process writes on a resource's row and that a review finds again in the document of a preview,
 * which is all that passes between the two.
 */

/** How the reasons begin that a diff gives for what the next `up` does. */
export const DIFF_REASONS = {
    newRun: "starts a new run",
    otherRun: "takes over another run",
    rerun: "replaces",
    waitAgain: "goes on waiting",
    reportAgain: "reports again",
    cleanUp: "clears up",
} as const;

/** What a refresh says of a run that it takes out of the state. */
export const LEAVES_STATE = "is not known to CCM any more and leaves the state";
