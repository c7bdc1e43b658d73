import { CustomResource, output, secret } from "@pulumi/pulumi";
import type { CustomResourceOptions, Input, Output } from "@pulumi/pulumi";
import { COMPUTE_CLUSTER_PROVIDER, COMPUTE_CLUSTER_TYPE } from "../contract/resources";
import { isOfType } from "./isOfType";
import { hiddenInputs, pauseTraces, refuseImport } from "./hiddenInputs";
import { toUserError } from "./userError";

/**
 * A cluster that Fortanix CCM may run workflows on: a Kubernetes cluster, or Azure Container Instances.
 *
 * Creating the resource makes CCM know the cluster; deleting it makes CCM forget it, which is refused while runs are
 * active on it. A change of the kind makes another cluster; every other change is made in place. Names are unique in an
 * account: to replace a cluster by one of the same name (`--replace`, taint), set the option `deleteBeforeReplace`.
 *
 * @example
 * ```ts
 * const cluster = new ccm.ComputeCluster("aks-west", { kubernetes: { kubeconfig: aks.kubeConfigRaw } });
 * ```
 */
export class ComputeCluster extends CustomResource {
    /** Whether a value is a `ComputeCluster`, also one of another copy of this package. */
    static override isInstance(obj: unknown): obj is ComputeCluster {
        return isOfType(obj, COMPUTE_CLUSTER_TYPE);
    }

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

    constructor(name: string, args: ComputeClusterArgs, opts?: CustomResourceOptions) {
        refuseImport("ComputeCluster", name, opts);
        const outputs = {
            kind: undefined,
            server: undefined,
            subscription: undefined,
            resourceGroup: undefined,
            deploymentLocation: undefined,
        };
        // JavaScript may leave them out: the provider's check says then what is missing.
        const { kubernetes, aci, name: ownName } = (args as Partial<ComputeClusterArgs> | undefined) ?? {};
        const inputs = {
            ...args,
            name: output(ownName).apply((given) => given ?? name),
            ...(kubernetes !== undefined && { kubernetes: secret(kubernetes) }),
            ...(aci !== undefined && { aci: secret(aci) }),
        };
        const traces = pauseTraces();
        try {
            const hidden = hiddenInputs(COMPUTE_CLUSTER_TYPE, COMPUTE_CLUSTER_PROVIDER, name, opts);
            super(COMPUTE_CLUSTER_TYPE, name, { ...outputs, ...inputs, ...hidden }, opts);
        } catch (error) {
            throw toUserError(`ComputeCluster ${name}`, error);
        } finally {
            traces.resume();
        }
        // While an update is previewed, the id is known and other outputs are not: runs on the cluster would seem to change.
        this.clusterId = this.id;
    }
}

/** How CCM gets at a cluster: exactly one of the two. */
export type ComputeClusterArgs = KubernetesClusterArgs | AciClusterArgs;

export interface CommonClusterArgs {
    /** Unique in the account; the resource's name unless given. */
    name?: Input<string | undefined>;
    /** Empty unless given. */
    description?: Input<string | undefined>;
    /**
     * Id (UUID) of a cluster that CCM knows already, to take over instead of making one. It becomes as declared here and
     * is treated like one's own from then on. Taking the argument away changes nothing.
     */
    adoptClusterId?: Input<string | undefined>;
}

export interface KubernetesClusterArgs extends CommonClusterArgs {
    kubernetes: Input<KubernetesConnection>;
    aci?: undefined;
}

export interface AciClusterArgs extends CommonClusterArgs {
    aci: Input<AciConnection>;
    kubernetes?: undefined;
}

/** A secret as a whole: neither in clear in state, nor in any output. */
export interface KubernetesConnection {
    /**
     * A kubeconfig as clouds give it: the YAML or JSON text, or an object, or a Secret's manifest that holds one. Only the one
     * context that is used is sent to CCM, and judged. It must hold its data inline, and a token or a client certificate: CCM
     * reads no files (docs/kubeconfigs.md).
     */
    kubeconfig: Input<string | { [name: string]: unknown }>;
    /** Which context of it; its current one, or its only one, unless given. */
    context?: Input<string | undefined>;
    /** Programs of `exec` that your CCM has, such as `aws`: a user that runs one of them is not refused. None unless given. */
    execPrograms?: Input<Input<string>[] | undefined>;
}

/** A secret as a whole: neither in clear in state, nor, apart from names and ids, in any output. */
export interface AciConnection {
    /** Id (UUID) of the Azure subscription. */
    subscription: Input<string>;
    resourceGroup: Input<string>;
    /** Azure region, such as `westeurope`. */
    deploymentLocation?: Input<string | undefined>;
    /** An Azure service principal that may make container groups in the resource group. */
    servicePrincipal: Input<ServicePrincipal>;
}

export interface ServicePrincipal {
    appId: Input<string>;
    tenant: Input<string>;
    password: Input<string>;
}
