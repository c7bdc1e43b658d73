/** Variables that the common CI systems set; most of them set `CI`. */
export const CI_VARIABLES = ["CI", "TF_BUILD", "JENKINS_URL", "TEAMCITY_VERSION", "CODEBUILD_BUILD_ID"] as const;

/**
 * Whether what is printed goes into the log of a CI job, where every line stays. Pulumi does not tell a provider whether
 * it draws rows on a terminal.
 */
export function isCiLog(environment: NodeJS.ProcessEnv): boolean {
    return CI_VARIABLES.some((name) => !["", "0", "false", undefined].includes(environment[name]?.toLowerCase()));
}
