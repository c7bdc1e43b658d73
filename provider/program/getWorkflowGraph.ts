import { output } from "@pulumi/pulumi";
import type { Input, Output } from "@pulumi/pulumi";
import type { RuntimeConfig } from "./WorkflowRunArgs";
import { lookUp, lookUpOutput } from "./invoke";
import type { LookupOptions } from "./invoke";
import { userError } from "./userError";

/** An application of a graph version. */
export interface GraphApplication {
    name: string;
    /** Its node in the graph. */
    nodeId: string;
    /** The key of `runtimeConfigs` of a run of this version; of another version it is another one. */
    runtimeConfigId: string;
}

/** What CCM knows of a final graph in one of its final versions. */
export interface WorkflowGraphFacts {
    /** UUID. */
    graphId: string;
    name: string;
    description: string;
    /** The version that was asked for, or the newest, that has the labels asked for. */
    graphVersion: string;
    /** All final versions, the oldest first. */
    versions: string[];
    applications: GraphApplication[];
    labels: { [name: string]: string };
    /** Whether the version has a deployment of its own, so that a run needs none. */
    hasDeployment: boolean;
}

/** A final graph in one of its final versions. */
export interface GetWorkflowGraphResult extends WorkflowGraphFacts {
    /**
     * The id of an application's runtime configuration, by its name or the id of its node.
     *
     * @throws RunError that lists the applications when there is none of that name, or more than one
     */
    runtimeConfigId(application: string): string;
    /** @deprecated Renamed to `runtimeConfigId`; goes with version 0.3. */
    runtimeConfig(application: string): string;
    /** `runtimeConfigs` of a run, written by names of applications (or ids of nodes) instead of ids. */
    runtimeConfigs(byApplication: { [application: string]: Input<RuntimeConfig> }): {
        [runtimeConfigId: string]: Input<RuntimeConfig>;
    };
}

/** The same as an output; each property of the graph is one as well. */
export type WorkflowGraphOutput = Output<WorkflowGraphFacts> & {
    runtimeConfigId(application: Input<string>): Output<string>;
    /** @deprecated Renamed to `runtimeConfigId`; goes with version 0.3. */
    runtimeConfig(application: Input<string>): Output<string>;
    runtimeConfigs(byApplication: { [application: string]: Input<RuntimeConfig> }): Output<{
        [runtimeConfigId: string]: Input<RuntimeConfig>;
    }>;
};

interface GetWorkflowGraphVersion {
    /** A final version, such as `"3"`; the newest final one, by its number, that has the labels, unless given. */
    version?: string | number | undefined;
}

interface GetWorkflowGraphOutputVersion {
    /** A final version, such as `"3"`; the newest final one, by its number, that has the labels, unless given. */
    version?: Input<string | number | undefined>;
}

/** What graphs are chosen by; all that is given must fit. */
export interface WorkflowGraphFilter {
    name?: string | undefined;
    /** The project that it is of in CCM, which alone knows it. */
    project?: string | undefined;
    /** Labels of a version. */
    labels?: { [label: string]: string } | undefined;
}

/** What graphs are chosen by; all that is given must fit. */
export interface WorkflowGraphOutputFilter {
    name?: Input<string | undefined>;
    /** The project that it is of in CCM, which alone knows it. */
    project?: Input<string | undefined>;
    /** Labels of a version. */
    labels?: Input<{ [label: string]: Input<string> } | undefined>;
}

interface GetWorkflowGraphById {
    graphId: string;
    /** UUID of the account that shares the graph; found in CCM's list unless given. */
    accountId?: string | undefined;
    name?: undefined;
    project?: undefined;
    labels?: undefined;
}

interface GetWorkflowGraphOutputById {
    graphId: Input<string>;
    /** UUID of the account that shares the graph; found in CCM's list unless given. */
    accountId?: Input<string | undefined>;
    name?: undefined;
    project?: undefined;
    labels?: undefined;
}

/** By id, or else by name, project or labels, some of them. */
export type GetWorkflowGraphArgs = GetWorkflowGraphVersion &
    (GetWorkflowGraphById | (WorkflowGraphFilter & { graphId?: undefined; accountId?: undefined }));
/** By id, or else by name, project or labels, some of them. */
export type GetWorkflowGraphOutputArgs = GetWorkflowGraphOutputVersion &
    (GetWorkflowGraphOutputById | (WorkflowGraphOutputFilter & { graphId?: undefined; accountId?: undefined }));

/**
 * Finds a final workflow graph by its id, or by name, project and labels, also in a preview; one that another account shares as well.
 *
 * Without `version` a version that becomes final starts another run at the next `pulumi up`.
 *
 * @throws RunError that lists the candidates when the name is unknown or ambiguous, or when there is no such version
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
    // Not enumerable: what is exported of a graph is what CCM knows of it.
    return Object.defineProperties(facts, {
        runtimeConfigId: { value: idOf },
        runtimeConfig: { value: idOf },
        runtimeConfigs: {
            value: (byApplication: { [application: string]: Input<RuntimeConfig> }) => byId(facts, byApplication),
        },
    }) as GetWorkflowGraphResult;
}

/** The same for arguments that come from other resources. */
export function getWorkflowGraphOutput(args: GetWorkflowGraphOutputArgs, opts?: LookupOptions): WorkflowGraphOutput {
    const facts = lookUpOutput<WorkflowGraphFacts>("getWorkflowGraph", args, opts);
    const idOf = (application: Input<string>) =>
        facts.apply((graph) => output(application).apply((name) => runtimeConfigId(graph, name)));
    return Object.assign(facts, {
        runtimeConfigId: idOf,
        runtimeConfig: idOf,
        // As it is: an output of the whole would be a secret when one value in it is.
        runtimeConfigs: (byApplication: { [application: string]: Input<RuntimeConfig> }) =>
            facts.apply((graph) => byId(graph, byApplication)),
    });
}

/** A final graph as the list of them shows it. */
export interface ListedWorkflowGraph {
    /** UUID. */
    graphId: string;
    name: string;
    description: string;
    /** UUID of the account that shares it; absent of one's own graphs. */
    accountId?: string | undefined;
    /** All final versions, the oldest first. */
    versions: string[];
    /** The newest of them by its number that has the labels asked for; absent where none has a number. */
    newestVersion?: string | undefined;
}

/**
 * All final graphs that the account sees, those that others share with it included, or those that match, by name.
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

/** The same for arguments that come from other resources. */
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
            throw userError(`${other} and ${application} have one runtime configuration, ${id}: give it once`);
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
            : `${graph} has ${found.length} applications ${wanted}: give the node instead, one of ${list}`,
    );
}
