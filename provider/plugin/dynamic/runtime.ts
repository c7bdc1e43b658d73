import type { ResourceProvider } from "@pulumi/pulumi/dynamic";
import { connectEngineLog } from "../engineLog";
import { EngineWatch, isEngineThere } from "../engineWatch";
import { PluginSession, thisMachine } from "../session";
import { ComputeClusterProvider } from "./ComputeClusterProvider";
import { WorkflowRunCompletionProvider } from "./WorkflowRunCompletionProvider";
import { WorkflowRunProvider } from "./WorkflowRunProvider";

/*
 * The module that the provider texts in state `require`. The names of its subpath and functions must never change.
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

/** The session of this process, shared by all resource types. */
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
