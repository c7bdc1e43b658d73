/*
 * Constants shared by the classes in a program and the runtime in Pulumi's plugin process. They are written into state
 * and must never change: every later version reads today's states.
 */

/** Types of Pulumi dynamic resources start with `pulumi-nodejs:dynamic`. */
export const WORKFLOW_RUN_TYPE = "pulumi-nodejs:dynamic/fortanix-ccm:WorkflowRun";
export const WORKFLOW_RUN_COMPLETION_TYPE = "pulumi-nodejs:dynamic/fortanix-ccm:WorkflowRunCompletion";
export const COMPUTE_CLUSTER_TYPE = "pulumi-nodejs:dynamic/fortanix-ccm:ComputeCluster";

/*
 * Provider code that Pulumi stores with each resource and evaluates in its plugin process. It is constant, so that an
 * upgrade of this package produces no diff, and requires the package's own subpath `runtime`, so that it captures
 * nothing.
 */
export const WORKFLOW_RUN_PROVIDER = 'exports.handler = () => require("pulumi-fortanix-ccm/runtime").workflowRun()';
export const WORKFLOW_RUN_COMPLETION_PROVIDER =
    'exports.handler = () => require("pulumi-fortanix-ccm/runtime").workflowRunCompletion()';
export const COMPUTE_CLUSTER_PROVIDER =
    'exports.handler = () => require("pulumi-fortanix-ccm/runtime").computeCluster()';

/**
 * Inputs that the package adds. Pulumi hides properties whose names start with two underscores from diffs.
 * `__urn`: URN that status lines are logged for; the first URN of a resource, even if it was renamed since.
 * `__secretPaths`: which inputs are secret, since values arrive in plaintext. `__start`: the stamp of the create that
 * started a run (`core/recovery/startStamp`); the program passes the name of its organization, which `check` replaces
 * with the stamp.
 */
export const HIDDEN_INPUTS = ["__provider", "__urn", "__secretPaths", "__start"] as const;

/** Placeholder for the id of a run that failed to start in the same update. */
export const RUN_NOT_STARTED = "(the run was not started)";
