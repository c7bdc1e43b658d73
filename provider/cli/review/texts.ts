import type { Review } from "./report";
import type { Term } from "./reviewedChange";

/** Texts that Markdown and HTML share. */

export const INCOMPLETE = "Preview failed, the plan is incomplete: removals are not shown.";

/** Heading of a review. */
export function titleOf({ stack, headline }: Review): string {
    return `Fortanix CCM${stack === "" ? "" : ` in ${stack}`}: ${headline}`;
}

const EXPLANATIONS: readonly (readonly [term: Term, text: string])[] = [
    [
        "overlap",
        "A replaced run continues beside its successor until everything that depends on it has been updated, and is then " +
            "stopped; it is not stopped if the new run fails.",
    ],
    ["recorded", "A status is the one recorded in the state; pulumi preview --refresh asks CCM for the current one."],
];

/** Explanations of the terms in the rows. */
export function notes({ changes }: Pick<Review, "changes">): string[] {
    const used = new Set(changes.flatMap(({ terms }) => terms));
    return EXPLANATIONS.filter(([term]) => used.has(term)).map(([, text]) => text);
}

/** URL of the CI job that runs this process, on GitHub, GitLab and Azure; `undefined` elsewhere. */
export function jobUrl(environment: NodeJS.ProcessEnv): string | undefined {
    const { GITHUB_SERVER_URL, GITHUB_REPOSITORY, GITHUB_RUN_ID, CI_JOB_URL } = environment;
    const { SYSTEM_COLLECTIONURI, SYSTEM_TEAMPROJECT, BUILD_BUILDID } = environment;
    const url =
        GITHUB_RUN_ID !== undefined
            ? `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}/actions/runs/${GITHUB_RUN_ID}`
            : (CI_JOB_URL ??
              (BUILD_BUILDID === undefined
                  ? undefined
                  : `${SYSTEM_COLLECTIONURI}${SYSTEM_TEAMPROJECT}/_build/results?buildId=${BUILD_BUILDID}`));
    return url !== undefined && /^https?:\/\/[\w./?=:%-]+$/.test(url) ? url : undefined;
}
