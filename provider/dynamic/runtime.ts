import type { ResourceProvider } from "@pulumi/pulumi/dynamic";
import { isEngineThere } from "./engineAddress";
import { connectEngineLog } from "./engineLog";
import { EngineWatch } from "./engineWatch";
import { thisMachine } from "./machine";
import { WorkflowRunProvider } from "./workflowRunProvider";

/*
 * What the provider texts in state `require`. The name of this subpath and of every function here is a promise for ever.
 */

/** The provider of `WorkflowRun`. */
export function workflowRun(): ResourceProvider {
    const engine = process.argv.at(-1);
    return new WorkflowRunProvider({
        log: connectEngineLog(engine),
        watch: new EngineWatch(() => isEngineThere(engine)),
        environment: process.env,
        machine: thisMachine,
    });
}
