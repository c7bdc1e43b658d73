import type { Review } from "./report";

/** Texts that Markdown and HTML share. */

export const INCOMPLETE = "Preview failed, the plan is incomplete: removals are not shown.";

/** Explanations that apply to all rows. */
export function notes({ changes }: Pick<Review, "changes">): string[] {
    const replaced = changes.some(({ kind, what }) => kind === "run" && what.includes(", then stops run"));
    const recorded = changes.some(({ what }) => what.includes("when recorded"));
    return [
        ...(replaced
            ? [
                  "A replaced run continues beside its successor until everything that depends on it has been updated, and is then " +
                      "stopped; it is not stopped if the new run fails.",
              ]
            : []),
        ...(recorded
            ? ["A status is the one recorded in the state; pulumi preview --refresh asks CCM for the current one."]
            : []),
    ];
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
