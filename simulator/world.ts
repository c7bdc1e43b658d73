import { randomUUID } from "node:crypto";
import { SimulatedClock } from "./clock";
import { DEFAULT_SCRIPT, endOf, statusAt, type Ending, type Life, type RunStatus, type Script } from "./script";

export type Role = "Reader" | "Writer" | "Manager";

export interface Principal {
    /** UUID. */
    readonly id: string;
    readonly name: string;
    readonly role: Role;
    /** False while the account is locked: starts, stops and changes of clusters are then rejected. */
    readonly accountActive: boolean;
    /** False between login and account selection, when all other requests are rejected. */
    readonly accountSelected: boolean;
}

export interface Deployment {
    readonly kubernetes_single_job?: { readonly namespace: string; readonly cluster_id: string };
    readonly aci_single_job?: { readonly cluster_id: string; readonly deployment_location?: string };
}

export interface AppDeployment {
    readonly kubernetes?: { readonly job_spec: object };
    readonly aci?: { readonly exposed_ports: readonly unknown[]; readonly env_vars: Readonly<Record<string, string>> };
}

export interface RuntimeConfig {
    readonly image_id: string;
    readonly config_id: string;
    readonly deployment?: AppDeployment;
    readonly child_nodes: readonly string[];
}

export interface GraphVersion {
    readonly created_at: number;
    readonly objects: Readonly<Record<string, unknown>>;
    readonly edges: Readonly<Record<string, unknown>>;
    readonly labels: Readonly<Record<string, string>>;
    readonly runtime_configs: Readonly<Record<string, RuntimeConfig>>;
    readonly deployment?: Deployment;
}

export interface Graph {
    readonly graph_id: string;
    readonly name: string;
    readonly group_id: string;
    readonly acct_id: string;
    readonly created_at: number;
    readonly updated_at: number;
    readonly description: string;
    readonly versions: Readonly<Record<string, GraphVersion>>;
    /** Project of the graph: a query parameter that responses do not show. */
    readonly project?: string;
    /** Versions that are not approved yet. */
    readonly drafts: readonly string[];
}

export interface Cluster {
    readonly cluster_id: string;
    readonly name: string;
    readonly description: string;
    readonly created_by: string;
    readonly kubernetes?: { readonly cluster: string; readonly server: string; readonly user: string };
    readonly aci?: {
        readonly subscription: string;
        readonly resource_group: string;
        readonly deployment_location?: string;
    };
}

export interface StartRequest {
    readonly graph_id: string;
    readonly graph_version: string;
    readonly deployment?: Deployment;
    readonly runtime_configs?: Readonly<Record<string, { readonly deployment?: AppDeployment }>>;
}

export interface Run {
    readonly runId: string;
    readonly request: StartRequest;
    readonly deployment: Deployment;
    readonly script: Script;
    readonly buildId: string;
    life: Life;
    /** The record is deleted. */
    purged: boolean;
    /** The orchestrator's object is gone; the record is still in the list. */
    forgotten: boolean;
}

/** State of the simulated CCM. */
export class World {
    readonly clock = new SimulatedClock();
    readonly graphs = new Map<string, Graph>();
    readonly clusters = new Map<string, Cluster>();
    readonly runs = new Map<string, Run>();
    readonly scripts = new Map<string, Script>();
    defaultScript: Script = DEFAULT_SCRIPT;
    /** Lag of the run list behind the orchestrator, in milliseconds. */
    listLagMs = 0;

    /** @param newId generates the UUIDs of runs */
    constructor(private readonly newId: () => string = randomUUID) {}

    addRun(request: StartRequest, deployment: Deployment): Run {
        const run: Run = {
            runId: this.newId(),
            request,
            deployment,
            script: this.scripts.get(request.graph_id.toLowerCase()) ?? this.defaultScript,
            buildId: this.newId(),
            life: { createdAt: this.clock.now() },
            purged: false,
            forgotten: false,
        };
        this.runs.set(run.runId, run);
        return run;
    }

    statusOf(run: Run, at = this.clock.now()): RunStatus {
        return statusAt(run.script, run.life, at);
    }

    isOver(run: Run): boolean {
        return endOf(run.script, run.life) <= this.clock.now();
    }

    timesOf(run: Run): { begin: number; end: number | undefined } {
        const end = endOf(run.script, run.life);
        return { begin: run.life.createdAt, end: end <= this.clock.now() ? end : undefined };
    }

    /** Whether the service still has a record of the run. */
    isKept(run: Run): boolean {
        const { purgeAfterSeconds } = run.script;
        if (purgeAfterSeconds === null) return !run.purged;
        return !run.purged && this.clock.now() < endOf(run.script, run.life) + purgeAfterSeconds * 1000;
    }

    /** Stops a run; no effect if it is over or already stopping. */
    stop(run: Run): void {
        if (run.life.stoppedAt === undefined && !this.isOver(run)) {
            run.life = { ...run.life, stoppedAt: this.clock.now() };
        }
    }

    end(run: Run, status: Ending): void {
        run.life = { ...run.life, ended: { status, at: this.clock.now() } };
    }
}
