import type { Input } from "@pulumi/pulumi";
import type { RunStatus } from "../contract/runStatus";

/*
 * Plain declarations: projects without TypeScript of their own read them with the parser of TypeScript 3.8. They are the
 * schemas of `core/runs/runInputs.ts` with `Input<>` in every place; a type test holds the two together.
 */

export type { RunStatus };

/** On which cluster a run is carried out: exactly one of the two. */
export type WorkflowDeployment = KubernetesDeployment | AciDeployment;

export interface KubernetesDeployment {
    kubernetesSingleJob: Input<KubernetesSingleJob>;
    aciSingleJob?: undefined;
}

export interface AciDeployment {
    aciSingleJob: Input<AciSingleJob>;
    kubernetesSingleJob?: undefined;
}

/** A Kubernetes Job on a cluster that CCM knows. */
export interface KubernetesSingleJob {
    /** Namespace of the job. */
    namespace: Input<string>;
    /** Id (UUID) of the compute cluster in CCM; it must be a Kubernetes cluster. */
    clusterId: Input<string>;
}

/** A container group in Azure Container Instances. */
export interface AciSingleJob {
    /** Id (UUID) of the compute cluster in CCM; it must be an ACI cluster. */
    clusterId: Input<string>;
    /** Azure region, such as `westeurope`; the cluster's own unless given. */
    deploymentLocation?: Input<string | undefined>;
}

/** What one application of the graph gets in this run. */
export interface RuntimeConfig {
    deployment: Input<AppDeployment>;
}

/** How an application is deployed: exactly one of the two, of the same kind as the run's deployment. */
export type AppDeployment = KubernetesAppDeployment | AciAppDeployment;

export interface KubernetesAppDeployment {
    kubernetes: Input<KubernetesApp>;
    aci?: undefined;
}

export interface AciAppDeployment {
    aci: Input<AciApp>;
    kubernetes?: undefined;
}

export interface KubernetesApp {
    /** Sent to CCM as it is, names and values: what a Kubernetes `batch/v1` Job has as its `spec`. */
    jobSpec: Input<{ [name: string]: unknown }>;
}

export interface AciApp {
    /** Ports to open; none unless given. */
    exposedPorts?: Input<Input<ExposedPort>[] | undefined>;
    /** Environment variables, names as they are; none unless given. */
    envVars?: Input<{ [name: string]: Input<string> } | undefined>;
}

export interface ExposedPort {
    /** 1 to 65535. */
    port: Input<number>;
    protocol: Input<"Tcp" | "Udp">;
}

/**
 * Time limits: text such as `"90s"`, `"15m"` or `"1h30m"`. Each counts from the begin of the operation that waits, by a
 * clock that does not jump, and is not prolonged by anything. Reaching one never stops the run.
 */
export interface RunTimeouts {
    /**
     * Until the run has left PENDING.
     *
     * @default `"15m"`
     */
    start?: Input<string | undefined>;
    /**
     * Until the run is over, with `waitFor: "SUCCEEDED"`.
     *
     * @default `"24h"`
     */
    finish?: Input<string | undefined>;
    /**
     * Until a run that is being stopped is over.
     *
     * @default `"15m"`
     */
    stop?: Input<string | undefined>;
}

export interface WorkflowRunArgs {
    /** Id (UUID) of the final workflow graph. A change starts another run. */
    graphId: Input<string>;
    /**
     * A final version of the graph, such as `"3"`. A number must be whole: write `"1.10"` in quotes. A change starts another
     * run.
     */
    graphVersion: Input<string | number>;
    /** Where to run; the deployment stored with the graph version unless given. A change starts another run. */
    deployment?: Input<WorkflowDeployment | undefined>;
    /**
     * What applications get in this run, by the id of the runtime configuration (64 hexadecimal characters, in the
     * graph version's `runtime_configs`); what is stored with the graph version unless given. A change starts another run.
     */
    runtimeConfigs?: Input<{ [runtimeConfigId: string]: Input<RuntimeConfig> } | undefined>;
    /**
     * Any values. A change starts another run; adding the first or taking away all of them does not.
     */
    triggers?: Input<{ [name: string]: unknown } | unknown[] | undefined>;
    /**
     * What has to be reached before the resource counts as created: nothing (`"NONE"`), `"RUNNING"` (which a run that
     * has already SUCCEEDED satisfies) or `"SUCCEEDED"`.
     *
     * @default `"RUNNING"`
     */
    waitFor?: Input<"NONE" | "RUNNING" | "SUCCEEDED" | undefined>;
    /**
     * What to do when a run of the same graph, version and cluster that no resource of the stack has is active before
     * the start: start another one all the same (`"start"`), take it over (`"adopt"`), or fail (`"refuse"`). CCM does not
     * tell the `runtimeConfigs` of a run and knows no `triggers`, so a run that is taken over may do something else.
     *
     * @default `"start"`
     */
    ifActive?: Input<"start" | "adopt" | "refuse" | undefined>;
    /**
     * Id (UUID) of a run of this graph to take over instead of starting one. It is treated like one's own from then on.
     * A change to another run takes that one over in place of this one; taking the argument away changes nothing.
     */
    adoptRunId?: Input<string | undefined>;
    /**
     * Final statuses in which the next `pulumi up` starts a new run in place of this one. What counts is the status in
     * Pulumi's state, which `pulumi refresh` brings up to date.
     *
     * @default `["FAILED"]`
     */
    rerunOn?: Input<Input<"FAILED" | "SUCCEEDED" | "TERMINATED">[] | undefined>;
    /**
     * Whether a run that is still active is stopped when the resource is deleted or replaced.
     *
     * @default `true`
     */
    stopOnDelete?: Input<boolean | undefined>;
    timeouts?: Input<RunTimeouts | undefined>;
}

/** Where a run really is, as CCM tells: one of the two. */
export interface EffectiveDeployment {
    kubernetesSingleJob?: { namespace: string; clusterId: string };
    aciSingleJob?: { clusterId: string; deploymentLocation?: string };
}

/** What CCM made for a run. The ids are CCM's, `configId` is not a UUID; the two names are there for ACI only. */
export interface RunClusterData {
    kind: "KubernetesSingleJob" | "AciSingleJob";
    appId: string;
    buildId: string;
    configId: string;
    clusterId: string;
    containerGroupName?: string;
    deploymentName?: string;
}
