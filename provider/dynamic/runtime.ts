import type { ResourceProvider } from "@pulumi/pulumi/dynamic";
import { connectEngineLog } from "./engineLog";
import { WorkflowRunProvider } from "./workflowRunProvider";

/*
 * What the provider texts in state `require`. The name of this subpath and of every function here is a promise for ever.
 */

/** The provider of `WorkflowRun`. */
export function workflowRun(): ResourceProvider {
    return new WorkflowRunProvider({ log: connectEngineLog(process.argv.at(-1)), environment: process.env });
}
