import { output } from "@pulumi/pulumi";
import type { Input, Output } from "@pulumi/pulumi";
import type { RuntimeConfig } from "./WorkflowRunArgs";
import { lookUp, lookUpOutput } from "./invoke";
import type { LookupOptions } from "./invoke";
import { userError } from "./userError";

/** An application of a graph version. */
export interface GraphApplication {
    name: string;
    /** Id of its node in the graph. */
    nodeId: string;
    /** Key for the `runtimeConfigs` of a run of this version. It differs between versions. */
    runtimeConfigId: string;
}

/** A final graph in one of its final versions, as CCM returns it. */
export interface WorkflowGraphFacts {
    /** UUID. */
    graphId: string;
    name: string;
    description: string;
    /** The requested version, or the newest one that has the requested labels. */
    graphVersion: string;
    /** All final versions, oldest first. */
    versions: string[];
    applications: GraphApplication[];
    labels: { [name: string]: string };
    /** Whether a deployment is stored with the version, so that a run needs none. */
    hasDeployment: boolean;
}

/** Result of `getWorkflowGraph`: a final graph, with functions for the ids of its runtime configurations. */
export interface GetWorkflowGraphResult extends WorkflowGraphFacts {
    /**
     * Returns the id of an application's runtime configuration.
     *
     * @param application name of the application, or id of its node
     * @throws RunError that lists the applications if the name is unknown or ambiguous
     */
    runtimeConfigId(application: string): string;
    /** @deprecated Renamed to `runtimeConfigId`; will be removed in version 0.3. */
    runtimeConfig(application: string): string;
    /**
     * Converts runtime configurations by application name (or node id) to the `runtimeConfigs` of a run.
     *
     * @throws RunError if a name is unknown or ambiguous, or if two names have the same runtime configuration
     */
    runtimeConfigs(byApplication: { [application: string]: Input<RuntimeConfig> }): {
        [runtimeConfigId: string]: Input<RuntimeConfig>;
    };
}

/** Result of `getWorkflowGraphOutput`. Each property of the graph is available as an output as well. */
export type WorkflowGraphOutput = Output<WorkflowGraphFacts> & {
    runtimeConfigId(application: Input<string>): Output<string>;
    /** @deprecated Renamed to `runtimeConfigId`; will be removed in version 0.3. */
    runtimeConfig(application: Input<string>): Output<string>;
    runtimeConfigs(byApplication: { [application: string]: Input<RuntimeConfig> }): Output<{
        [runtimeConfigId: string]: Input<RuntimeConfig>;
    }>;
};

interface GetWorkflowGraphVersion {
    /**
     * Final version, such as `"3"`.
     *
     * @default the newest final version, by number, that has the `labels`
     */
    version?: string | number | undefined;
}

interface GetWorkflowGraphOutputVersion {
    /**
     * Final version, such as `"3"`.
     *
     * @default the newest final version, by number, that has the `labels`
     */
    version?: Input<string | number | undefined>;
}

/** Filter for graphs. A graph must match all given properties. */
export interface WorkflowGraphFilter {
    name?: string | undefined;
    /** Project of the graph in CCM. CCM applies this filter; results do not contain the project. */
    project?: string | undefined;
    /** Labels that one of its final versions must have. */
    labels?: { [label: string]: string } | undefined;
}

/** Filter for graphs. A graph must match all given properties. */
export interface WorkflowGraphOutputFilter {
    name?: Input<string | undefined>;
    /** Project of the graph in CCM. CCM applies this filter; results do not contain the project. */
    project?: Input<string | undefined>;
    /** Labels that one of its final versions must have. */
    labels?: Input<{ [label: string]: Input<string> } | undefined>;
}

interface GetWorkflowGraphById {
    graphId: string;
    /**
     * Id (UUID) of the account that shares the graph.
     *
     * @default the `accountId` in CCM's list of graphs
     */
    accountId?: string | undefined;
    name?: undefined;
    project?: undefined;
    labels?: undefined;
}

interface GetWorkflowGraphOutputById {
    graphId: Input<string>;
    /**
     * Id (UUID) of the account that shares the graph.
     *
     * @default the `accountId` in CCM's list of graphs
     */
    accountId?: Input<string | undefined>;
    name?: undefined;
    project?: undefined;
    labels?: undefined;
}

/** Either `graphId`, or one or more of `name`, `project` and `labels`. */
export type GetWorkflowGraphArgs = GetWorkflowGraphVersion &
    (GetWorkflowGraphById | (WorkflowGraphFilter & { graphId?: undefined; accountId?: undefined }));
/** Either `graphId`, or one or more of `name`, `project` and `labels`. */
export type GetWorkflowGraphOutputArgs = GetWorkflowGraphOutputVersion &
    (GetWorkflowGraphOutputById | (WorkflowGraphOutputFilter & { graphId?: undefined; accountId?: undefined }));

/**
 * Finds a final workflow graph by its id, or by name, project and labels, also in a preview. Graphs that other accounts
 * share are included.
 *
 * Without `version`, a newer version that becomes final starts a new run at the next `pulumi up`.
 *
 * @throws RunError that lists the candidates if the name is unknown or ambiguous, or if the version does not exist
 *
 * @example
 * ```ts
 * const graph = await ccm.getWorkflowGraph({ name: "nightly-scoring", version: "2" });
 * const id = graph.runtimeConfigId("scorer");
 * ```
 */
export async function getWorkflowGraph(
    args: GetWorkflowGraphArgs,
    opts?: LookupOptions,
): Promise<GetWorkflowGraphResult> {
    const facts = await lookUp<WorkflowGraphFacts>("getWorkflowGraph", args, opts);
    const idOf = (application: string) => runtimeConfigId(facts, application);
    // Not enumerable, so that an exported graph contains only CCM's data.
    return Object.defineProperties(facts, {
        runtimeConfigId: { value: idOf },
        runtimeConfig: { value: idOf },
        runtimeConfigs: {
            value: (byApplication: { [application: string]: Input<RuntimeConfig> }) => byId(facts, byApplication),
        },
    }) as GetWorkflowGraphResult;
}

/** Output version of `getWorkflowGraph`, for arguments that come from other resources. */
export function getWorkflowGraphOutput(args: GetWorkflowGraphOutputArgs, opts?: LookupOptions): WorkflowGraphOutput {
    const facts = lookUpOutput<WorkflowGraphFacts>("getWorkflowGraph", args, opts);
    const idOf = (application: Input<string>) =>
        facts.apply((graph) => output(application).apply((name) => runtimeConfigId(graph, name)));
    return Object.assign(facts, {
        runtimeConfigId: idOf,
        runtimeConfig: idOf,
        // Passed through unchanged: as one output, all of it would be secret if one value in it is.
        runtimeConfigs: (byApplication: { [application: string]: Input<RuntimeConfig> }) =>
            facts.apply((graph) => byId(graph, byApplication)),
    });
}

/** A final graph in the result of `getWorkflowGraphs`. */
export interface ListedWorkflowGraph {
    /** UUID. */
    graphId: string;
    name: string;
    description: string;
    /** Id (UUID) of the account that shares the graph; absent for graphs of your own account. */
    accountId?: string | undefined;
    /** All final versions, oldest first. */
    versions: string[];
    /** Newest of these by number that has the requested labels; absent if none with the labels has a number. */
    newestVersion?: string | undefined;
}

/**
 * Lists the final graphs that match, including those that other accounts share, sorted by name.
 *
 * @example
 * ```ts
 * const inProduction = await ccm.getWorkflowGraphs({ labels: { stage: "prod" } });
 * ```
 */
export function getWorkflowGraphs(
    args: WorkflowGraphFilter = {},
    opts?: LookupOptions,
): Promise<ListedWorkflowGraph[]> {
    return lookUp("getWorkflowGraphs", args, opts);
}

/** Output version of `getWorkflowGraphs`, for arguments that come from other resources. */
export function getWorkflowGraphsOutput(
    args: WorkflowGraphOutputFilter = {},
    opts?: LookupOptions,
): Output<ListedWorkflowGraph[]> {
    return lookUpOutput("getWorkflowGraphs", args, opts);
}

function byId<T>(graph: WorkflowGraphFacts, byApplication: { [application: string]: T }): { [id: string]: T } {
    const applications = new Map<string, string>();
    for (const application of Object.keys(byApplication)) {
        const id = runtimeConfigId(graph, application);
        const other = applications.get(id);
        if (other !== undefined) {
            throw userError(`${other} and ${application} share the runtime configuration ${id}: set only one of them`);
        }
        applications.set(id, application);
    }
    return Object.fromEntries([...applications].map(([id, application]) => [id, byApplication[application] as T]));
}

function runtimeConfigId({ name, graphVersion, applications }: WorkflowGraphFacts, wanted: string): string {
    const found = applications.filter((application) => application.name === wanted || application.nodeId === wanted);
    const [id, ...others] = new Set(found.map((application) => application.runtimeConfigId));
    if (id !== undefined && others.length === 0) return id;
    const list = (found.length === 0 ? applications : found)
        .map((application) => `${application.name} (node ${application.nodeId})`)
        .join(", ");
    const graph = `graph "${name}" version ${graphVersion}`;
    throw userError(
        found.length === 0
            ? `${graph} has no application ${wanted}; it has ${list || "none"}`
            : `${graph} has ${found.length} applications ${wanted}: use the node id instead, one of ${list}`,
    );
}
