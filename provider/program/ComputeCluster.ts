import { CustomResource, output, secret } from "@pulumi/pulumi";
import type { CustomResourceOptions, Input, Output } from "@pulumi/pulumi";
import { COMPUTE_CLUSTER_PROVIDER, COMPUTE_CLUSTER_TYPE } from "../contract/resources";
import { isOfType } from "./isOfType";
import { hiddenInputs, pauseTraces, refuseImport } from "./hiddenInputs";
import { toUserError } from "./userError";

/**
 * A compute cluster on which Fortanix CCM runs workflows: a Kubernetes cluster or Azure Container Instances (ACI).
 *
 * Creating the resource registers the cluster in CCM. Deleting it removes the registration, which fails while runs are
 * active on the cluster. Changing the kind, or `adoptClusterId` to another cluster, replaces the resource; other
 * changes are made in place. Names are unique in an account: to replace a cluster by one of the same name (`--replace`,
 * taint), set the resource option `deleteBeforeReplace`.
 *
 * @example
 * ```ts
 * const cluster = new ccm.ComputeCluster("aks-west", { kubernetes: { kubeconfig: aks.kubeConfigRaw } });
 * ```
 */
export class ComputeCluster extends CustomResource {
    /** Returns true if `obj` is a `ComputeCluster`, even if another copy of this package created it. */
    static override isInstance(obj: unknown): obj is ComputeCluster {
        return isOfType(obj, COMPUTE_CLUSTER_TYPE);
    }

    /** The cluster's id (UUID) in CCM; the same as `id`. */
    declare readonly clusterId: Output<string>;
    declare readonly name: Output<string>;
    declare readonly description: Output<string>;
    declare readonly kind: Output<"kubernetes" | "aci" | undefined>;
    /** URL of the API server. Kubernetes clusters only. */
    declare readonly server: Output<string | undefined>;
    /** Id (UUID) of the Azure subscription. ACI clusters only. */
    declare readonly subscription: Output<string | undefined>;
    /** Azure resource group. ACI clusters only. */
    declare readonly resourceGroup: Output<string | undefined>;
    /** Azure region. ACI clusters only. */
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
        // JavaScript programs may omit them; the provider's check then reports what is missing.
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
        // When an update is previewed, other outputs are unknown, and runs on the cluster would show as changed.
        this.clusterId = this.id;
    }
}

/** Arguments of a `ComputeCluster`, with exactly one of `kubernetes` and `aci`. */
export type ComputeClusterArgs = KubernetesClusterArgs | AciClusterArgs;

export interface CommonClusterArgs {
    /**
     * Name of the cluster in CCM; unique in the account.
     *
     * @default the resource's `name`
     */
    name?: Input<string | undefined>;
    /** @default `""` */
    description?: Input<string | undefined>;
    /**
     * Id (UUID) of an existing cluster in CCM to adopt instead of creating one. It is updated to these arguments and
     * from then on managed like a cluster that the resource created. Removing the argument changes nothing.
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

/** Connection to a Kubernetes cluster. A secret: encrypted in state and, apart from the server's URL, in no output. */
export interface KubernetesConnection {
    /**
     * Kubeconfig as cloud providers return it: YAML or JSON text, an object, or the manifest of a Secret that contains
     * one. Only the selected context is validated and sent to CCM. It must contain its data inline, with a token or a
     * client certificate, because CCM reads no files (docs/kubeconfigs.md).
     */
    kubeconfig: Input<string | { [name: string]: unknown }>;
    /**
     * Context of the kubeconfig.
     *
     * @default its `current-context`, or its only context
     */
    context?: Input<string | undefined>;
    /**
     * Programs installed in your CCM, such as `aws`. A kubeconfig user whose `exec` runs another program is rejected.
     *
     * @default `[]`
     */
    execPrograms?: Input<Input<string>[] | undefined>;
}

/** Connection to an ACI cluster. A secret: encrypted in state and, apart from names and ids, in no output. */
export interface AciConnection {
    /** Id (UUID) of the Azure subscription. */
    subscription: Input<string>;
    resourceGroup: Input<string>;
    /** Azure region, such as `westeurope`. */
    deploymentLocation?: Input<string | undefined>;
    /** Azure service principal that may create container groups in the resource group. */
    servicePrincipal: Input<ServicePrincipal>;
}

export interface ServicePrincipal {
    appId: Input<string>;
    tenant: Input<string>;
    password: Input<string>;
}
