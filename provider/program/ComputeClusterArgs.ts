import type { Input } from "@pulumi/pulumi";

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
     * A kubeconfig as clouds give it: the YAML or JSON text, or an object. Only the one context that is used is sent to
     * CCM. It must hold its data inline, and a token or a client certificate: CCM reads no files and runs no programs.
     */
    kubeconfig: Input<string | { [name: string]: unknown }>;
    /** Which context of it; its current one unless given. */
    context?: Input<string | undefined>;
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
