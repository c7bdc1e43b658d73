/*
 * What the class in a program and the runtime in Pulumi's plugin process have to agree on. It is written into state, so
 * a text here is a promise for ever: a state written today is read by every later version.
 */

/** The resource's type. What Pulumi calls a dynamic resource starts with `pulumi-nodejs:dynamic`. */
export const WORKFLOW_RUN_TYPE = "pulumi-nodejs:dynamic/fortanix-ccm:WorkflowRun";

/**
 * The provider's text, which Pulumi keeps with each resource and evaluates in its plugin process. It is constant, so
 * that an upgrade of this package shows no difference, and names the package's own subpath `runtime`, so that it
 * captures nothing.
 */
export const WORKFLOW_RUN_PROVIDER = 'exports.handler = () => require("pulumi-fortanix-ccm/runtime").workflowRun()';

/** Configuration keys are `fortanix-ccm:endpoint` and so on. */
export const CONFIG_NAMESPACE = "fortanix-ccm";
