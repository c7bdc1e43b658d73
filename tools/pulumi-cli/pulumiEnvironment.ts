import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/**
 * The environment for a `pulumi` that keeps everything in one folder: its state, its home, and nothing of the person's
 * own Pulumi log-in, stacks or settings. Makes the folder.
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
        // The state is thrown away; there is nothing in it to protect from the person who made it.
        PULUMI_CONFIG_PASSPHRASE: "rehearsal",
        PULUMI_SKIP_UPDATE_CHECK: "true",
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    };
}
