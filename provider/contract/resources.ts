/*
 * What the classes in a program and the runtime in Pulumi's plugin process have to agree on. It is written into state, so
 * a text here is a promise for ever: a state written today is read by every later version.
 */

/** What Pulumi calls a dynamic resource has a type that starts with `pulumi-nodejs:dynamic`. */
export const WORKFLOW_RUN_TYPE = "pulumi-nodejs:dynamic/fortanix-ccm:WorkflowRun";
export const WORKFLOW_RUN_COMPLETION_TYPE = "pulumi-nodejs:dynamic/fortanix-ccm:WorkflowRunCompletion";
export const COMPUTE_CLUSTER_TYPE = "pulumi-nodejs:dynamic/fortanix-ccm:ComputeCluster";

/*
 * The providers' texts, which Pulumi keeps with each resource and evaluates in its plugin process. They are constant, so
 * that an upgrade of this package shows no difference, and name the package's own subpath `runtime`, so that they
 * capture nothing.
 */
export const WORKFLOW_RUN_PROVIDER = 'exports.handler = () => require("pulumi-fortanix-ccm/runtime").workflowRun()';
export const WORKFLOW_RUN_COMPLETION_PROVIDER =
    'exports.handler = () => require("pulumi-fortanix-ccm/runtime").workflowRunCompletion()';
export const COMPUTE_CLUSTER_PROVIDER =
    'exports.handler = () => require("pulumi-fortanix-ccm/runtime").computeCluster()';

/**
 * Inputs that the package adds by itself. Pulumi hides properties whose names start with two underscores from diffs.
 * `__urn`: whose row to write status lines to; the first URN that a resource had, whatever it is called since.
 * `__secretPaths`: which inputs are secret, since values come in clear. `__start`: the stamp of the create that started a
 * run (`core/recovery/startStamp`); the program leaves the name of its organization there, which `check` puts the stamp over.
 */
export const HIDDEN_INPUTS = ["__provider", "__urn", "__secretPaths", "__start"] as const;

/** In the place of the id of a run that has failed to start in the same update. */
export const RUN_NOT_STARTED = "(the run was not started)";
