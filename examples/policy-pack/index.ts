import { PolicyPack, Secret, type ResourceValidationArgs, type ResourceValidationPolicy } from "@pulumi/policy";

const RUN = "pulumi-nodejs:dynamic/fortanix-ccm:WorkflowRun";

interface Deployment {
    kubernetesSingleJob?: { clusterId: string };
    aciSingleJob?: { clusterId: string };
}

type RuntimeConfigs = Record<string, { deployment: { aci?: { envVars?: Record<string, unknown> } } }>;

type Report = (message: string) => void;

/** A rule for workflow runs only, with its configuration. */
function rule(
    name: string,
    description: string,
    check: (args: ResourceValidationArgs, report: Report) => void,
    configSchema?: ResourceValidationPolicy["configSchema"],
): ResourceValidationPolicy {
    return {
        name,
        description,
        enforcementLevel: "mandatory",
        ...(configSchema === undefined ? {} : { configSchema }),
        validateResource: (args, report) => {
            if (args.type === RUN) check(args, report);
        },
    };
}

const allowedClusters = rule(
    "allowed-clusters",
    "Runs go to the clusters of the list `clusters` only.",
    ({ props, ...args }, report) => {
        const { clusters = [] } = args.getConfig<{ clusters?: string[] }>();
        const { kubernetesSingleJob, aciSingleJob } = (props["deployment"] ?? {}) as Deployment;
        const clusterId = (kubernetesSingleJob ?? aciSingleJob)?.clusterId;
        if (clusterId === undefined) report("say where it runs: deployment is left to the graph version");
        else if (!clusters.includes(clusterId)) report(`cluster ${clusterId} is not one of the allowed ones`);
    },
    { properties: { clusters: { type: "array", items: { type: "string" } } } },
);

const stoppedWithTheStack = rule(
    "no-run-left-behind",
    "Where `production` is true, no run outlives its resource.",
    ({ props, ...args }, report) => {
        const { production = false } = args.getConfig<{ production?: boolean }>();
        if (production && props["stopOnDelete"] === false) report("stopOnDelete: false leaves the run active for ever");
    },
    { properties: { production: { type: "boolean" } } },
);

const pinnedVersions = rule(
    "graph-version-pinned",
    "A graph runs in a version that a person has written down: one of `versions[graphId]`, where there is such a list.",
    ({ props, ...args }, report) => {
        const { versions = {} } = args.getConfig<{ versions?: Record<string, string[]> }>();
        const graphId = String(props["graphId"]).toLowerCase();
        const graphVersion = String(props["graphVersion"]);
        const approved = versions[graphId];
        if (approved !== undefined && !approved.includes(graphVersion)) {
            report(`version ${graphVersion} of graph ${graphId} is not approved; approved are ${approved.join(", ")}`);
        }
        if (approved === undefined && !/^\d+$/.test(graphVersion))
            report("graphVersion must be a number in the program");
    },
    {
        properties: {
            versions: { type: "object", additionalProperties: { type: "array", items: { type: "string" } } },
        },
    },
);

/** Variables that are secret, by the URN of their run. */
const secretVariables = new Map<string, ReadonlySet<string>>();

/** Records which values are secret, and changes nothing: only remediations see that; other rules get plaintext. */
const noteSecrets: ResourceValidationPolicy = {
    name: "secrets-noted",
    description: "Notes which variables are secret, for the rule no-secret-in-clear.",
    enforcementLevel: "remediate",
    remediateResource: ({ type, urn, props }) => {
        if (type === RUN) secretVariables.set(urn, new Set(secretPathsIn(props)));
    },
};

const noSecretInClear = rule(
    "no-secret-in-clear",
    "Variables that are called like secrets hold Pulumi secrets.",
    ({ props, urn }, report) => {
        const secret = secretVariables.get(urn) ?? new Set();
        for (const [id, { deployment }] of Object.entries((props["runtimeConfigs"] ?? {}) as RuntimeConfigs)) {
            for (const name of Object.keys(deployment.aci?.envVars ?? {})) {
                const path = ["runtimeConfigs", id, "deployment", "aci", "envVars", name];
                const isSecret = path.some((_, index) => secret.has(path.slice(0, index + 1).join("/")));
                if (/secret|password|token|key/i.test(name) && !isSecret) {
                    report(`envVars.${name} is in clear: pass it by pulumi.secret() or config.requireSecret()`);
                }
            }
        }
    },
);

/** Paths of the secrets inside a value, with `/` between names. */
function secretPathsIn(value: unknown, path: readonly string[] = []): string[] {
    if (typeof value !== "object" || value === null) return [];
    return Object.keys(value).flatMap((name) => {
        const here = [...path, name];
        // Reading a member would unwrap it.
        const member: unknown = Object.getOwnPropertyDescriptor(value, name)?.value;
        return member instanceof Secret ? [here.join("/")] : secretPathsIn(member, here);
    });
}

new PolicyPack("fortanix-ccm", {
    policies: [noteSecrets, allowedClusters, stoppedWithTheStack, pinnedVersions, noSecretInClear],
});
