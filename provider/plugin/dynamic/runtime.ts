import type { ResourceProvider } from "@pulumi/pulumi/dynamic";
import { connectEngineLog } from "../engineLog";
import { EngineWatch, isEngineThere } from "../engineWatch";
import { PluginSession, thisMachine } from "../session";
import { ComputeClusterProvider } from "./ComputeClusterProvider";
import { WorkflowRunCompletionProvider } from "./WorkflowRunCompletionProvider";
import { WorkflowRunProvider } from "./WorkflowRunProvider";

/*
 * What the provider texts in state `require`. The name of this subpath and of every function here is a promise for ever.
 */

let session: PluginSession | undefined;

/** The provider of `WorkflowRun`. */
export function workflowRun(): ResourceProvider {
    return new WorkflowRunProvider(theSession(), thisMachine);
}

/** The provider of `ComputeCluster`. */
export function computeCluster(): ResourceProvider {
    return new ComputeClusterProvider(theSession());
}

/** The provider of `WorkflowRunCompletion`. */
export function workflowRunCompletion(): ResourceProvider {
    return new WorkflowRunCompletionProvider(theSession());
}

/** One for this process, whatever types of resources it serves. */
function theSession(): PluginSession {
    const engine = process.argv.at(-1);
    session ??= new PluginSession({
        log: connectEngineLog(engine),
        watch: new EngineWatch(
            () => isEngineThere(engine),
            () => process.exit(),
        ),
        environment: process.env,
    });
    return session;
}
