import type { Input } from "@pulumi/pulumi";
import type { RunStatus } from "../contract/runStatus";

/*
 * Plain declarations, because projects without their own TypeScript parse them with TypeScript 3.8. They mirror the
 * schemas of `core/runs/runInputs.ts` with `Input<>` at every level; a type test keeps the two in sync.
 */

export type { RunStatus };

/** Cluster on which a run is executed: exactly one of `kubernetesSingleJob` and `aciSingleJob`. */
export type WorkflowDeployment = KubernetesDeployment | AciDeployment;

export interface KubernetesDeployment {
    kubernetesSingleJob: Input<KubernetesSingleJob>;
    aciSingleJob?: undefined;
}

export interface AciDeployment {
    aciSingleJob: Input<AciSingleJob>;
    kubernetesSingleJob?: undefined;
}

/** A Kubernetes Job on a cluster that is registered in CCM. */
export interface KubernetesSingleJob {
    /** Namespace of the Job. */
    namespace: Input<string>;
    /** Id (UUID) of the compute cluster in CCM; it must be a Kubernetes cluster. */
    clusterId: Input<string>;
}

/** A container group in Azure Container Instances. */
export interface AciSingleJob {
    /** Id (UUID) of the compute cluster in CCM; it must be an ACI cluster. */
    clusterId: Input<string>;
    /**
     * Azure region, such as `westeurope`.
     *
     * @default the `deploymentLocation` of the cluster
     */
    deploymentLocation?: Input<string | undefined>;
}

/** Runtime configuration of an application of the graph in this run. */
export interface RuntimeConfig {
    deployment: Input<AppDeployment>;
}

/** Deployment of an application: exactly one of `kubernetes` and `aci`, matching the kind of the run's deployment. */
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
    /** The `spec` of a Kubernetes `batch/v1` Job. Names and values are sent to CCM unchanged. */
    jobSpec: Input<{ [name: string]: unknown }>;
}

export interface AciApp {
    /**
     * Ports to open.
     *
     * @default `[]`
     */
    exposedPorts?: Input<Input<ExposedPort>[] | undefined>;
    /**
     * Environment variables. Names are sent to CCM unchanged.
     *
     * @default `{}`
     */
    envVars?: Input<{ [name: string]: Input<string> } | undefined>;
}

export interface ExposedPort {
    /** 1 to 65535. */
    port: Input<number>;
    protocol: Input<"Tcp" | "Udp">;
}

/**
 * Time limits, such as `"90s"`, `"15m"` or `"1h30m"`. Each starts with the operation that waits, is measured with a
 * monotonic clock, and is never extended. Reaching one never stops the run.
 */
export interface RunTimeouts {
    /**
     * Time until the run leaves PENDING.
     *
     * @default `"15m"`
     */
    start?: Input<string | undefined>;
    /**
     * Time until the run ends, with `waitFor: "SUCCEEDED"`.
     *
     * @default `"24h"`
     */
    finish?: Input<string | undefined>;
    /**
     * Time until a run that is being stopped has ended.
     *
     * @default `"15m"`
     */
    stop?: Input<string | undefined>;
}

export interface WorkflowRunArgs {
    /** Id (UUID) of the final workflow graph. A change starts a new run. */
    graphId: Input<string>;
    /**
     * Final version of the graph, such as `"3"`. A number must be an integer: write `"1.10"` in quotes. A change starts
     * a new run.
     */
    graphVersion: Input<string | number>;
    /**
     * Cluster to run on. A change starts a new run.
     *
     * @default the deployment stored with `graphVersion`
     */
    deployment?: Input<WorkflowDeployment | undefined>;
    /**
     * Runtime configurations of applications, by id (64 hexadecimal characters, in the graph version's
     * `runtime_configs`). A change starts a new run.
     *
     * @default those stored with `graphVersion`
     */
    runtimeConfigs?: Input<{ [runtimeConfigId: string]: Input<RuntimeConfig> } | undefined>;
    /** Any values. A change starts a new run; adding the first trigger or removing all of them does not. */
    triggers?: Input<{ [name: string]: unknown } | unknown[] | undefined>;
    /**
     * Status that the run must reach before the resource counts as created: `"RUNNING"` (a run that has already
     * SUCCEEDED counts too) or `"SUCCEEDED"`; with `"NONE"` there is no wait.
     *
     * @default `"RUNNING"`
     */
    waitFor?: Input<"NONE" | "RUNNING" | "SUCCEEDED" | undefined>;
    /**
     * What to do if, before the start, a run of the same graph, version and cluster is active that no resource of the
     * stack owns: start another one (`"start"`), adopt it (`"adopt"`) or fail (`"refuse"`). CCM does not report the
     * `runtimeConfigs` of a run and does not know `triggers`, so an adopted run may have other ones.
     *
     * @default `"start"`
     */
    ifActive?: Input<"start" | "adopt" | "refuse" | undefined>;
    /**
     * Id (UUID) of a run of this graph to adopt instead of starting one. From then on it is managed like a run that the
     * resource started. Another id adopts that run in place of this one; removing the argument changes nothing.
     */
    adoptRunId?: Input<string | undefined>;
    /**
     * Final statuses after which the next `pulumi up` starts a new run in place of this one. The status in Pulumi's
     * state counts, which `pulumi refresh` updates.
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

/** Deployment of a run as CCM reports it: one of `kubernetesSingleJob` and `aciSingleJob`. */
export interface EffectiveDeployment {
    kubernetesSingleJob?: { namespace: string; clusterId: string };
    aciSingleJob?: { clusterId: string; deploymentLocation?: string };
}

/**
 * What CCM created for a run on its cluster. The ids are CCM's own; `configId` is not a UUID. `containerGroupName` and
 * `deploymentName` are set for ACI only.
 */
export interface RunClusterData {
    kind: "KubernetesSingleJob" | "AciSingleJob";
    appId: string;
    buildId: string;
    configId: string;
    clusterId: string;
    containerGroupName?: string;
    deploymentName?: string;
}
