import type { CustomResourceOptions, Output } from "@pulumi/pulumi";
import { CustomResource, output, secret } from "@pulumi/pulumi";
import type { ComputeClusterArgs } from "./ComputeClusterArgs";
import { COMPUTE_CLUSTER_PROVIDER, COMPUTE_CLUSTER_TYPE } from "../contract/resources";
import { hiddenInputs, pauseTraces, refuseImport } from "./hiddenInputs";

/**
 * A cluster that Fortanix CCM may run workflows on: a Kubernetes cluster, or Azure Container Instances.
 *
 * Creating the resource makes CCM know the cluster; deleting it makes CCM forget it, which is refused while runs are
 * active on it. A change of the kind makes another cluster; every other change is made in place. Names are unique in an
 * account: to replace a cluster by one of the same name (`--replace`, taint), set the option `deleteBeforeReplace`.
 */
export class ComputeCluster extends CustomResource {
    /** The cluster's id (UUID) in CCM; the same as `id`. */
    declare readonly clusterId: Output<string>;
    declare readonly name: Output<string>;
    declare readonly description: Output<string>;
    declare readonly kind: Output<"kubernetes" | "aci" | undefined>;
    /** Of a Kubernetes cluster: the URL of its API server. */
    declare readonly server: Output<string | undefined>;
    /** Of an ACI cluster: the id of its Azure subscription. */
    declare readonly subscription: Output<string | undefined>;
    /** Of an ACI cluster. */
    declare readonly resourceGroup: Output<string | undefined>;
    /** Of an ACI cluster. */
    declare readonly deploymentLocation: Output<string | undefined>;

    constructor(name: string, args: ComputeClusterArgs, options?: CustomResourceOptions) {
        refuseImport("ComputeCluster", name, options);
        const outputs = {
            kind: undefined,
            server: undefined,
            subscription: undefined,
            resourceGroup: undefined,
            deploymentLocation: undefined,
        };
        const { kubernetes, aci } = args;
        const inputs = {
            ...args,
            name: output(args.name).apply((given) => given ?? name),
            ...(kubernetes !== undefined && { kubernetes: secret(kubernetes) }),
            ...(aci !== undefined && { aci: secret(aci) }),
        };
        const hidden = hiddenInputs(COMPUTE_CLUSTER_TYPE, COMPUTE_CLUSTER_PROVIDER, name, options);
        const traces = pauseTraces();
        try {
            super(COMPUTE_CLUSTER_TYPE, name, { ...outputs, ...inputs, ...hidden }, options);
        } catch (error) {
            throw traces.locate(error);
        } finally {
            traces.resume();
        }
        // While an update is previewed, the id is known and other outputs are not: runs on the cluster would seem to change.
        this.clusterId = this.id;
    }
}
