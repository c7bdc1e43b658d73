import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/**
 * The environment for a `pulumi` that keeps its state and home in one folder and uses none of the user's own Pulumi
 * login, stacks or settings. Creates the folder.
 */
export function pulumiEnvironment(folder: string, environment: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
    const state = join(folder, "state");
    const home = join(folder, "home");
    for (const path of [state, home]) mkdirSync(path, { recursive: true });
    const foreign = /^(PULUMI_|NODE_OPTIONS$)/;
    const own = Object.fromEntries(Object.entries(environment).filter(([name]) => !foreign.test(name)));
    return {
        ...own,
        PULUMI_BACKEND_URL: pathToFileURL(state).href,
        PULUMI_HOME: home,
        // The state is temporary; it needs no protection from the user who created it.
        PULUMI_CONFIG_PASSPHRASE: "rehearsal",
        PULUMI_SKIP_UPDATE_CHECK: "true",
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    };
}
