import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * What is compared: the engine's own floor, a floor whose resources have the properties of a run, the package, and the same
 * resource as it is usually written.
 */
export const VARIANTS = ["floor", "shape", "package", "naive"] as const;
export type Variant = (typeof VARIANTS)[number];

/** A provider that does nothing, in a constant text: what the engine costs by itself. */
const NOTHING = `exports.handler = () => ({
    check: async (olds, news) => ({ inputs: news, failures: [] }),
    diff: async () => ({}),
    create: async (inputs) => ({ id: inputs.name, outs: inputs }),
    read: async (id, props) => ({ id, props }),
    update: async (id, olds, news) => ({ outs: news }),
    delete: async () => undefined,
});`;

/** What a run has in state beside its inputs, of the same size, from nowhere. */
const SHAPE = `exports.handler = () => {
    const uuid = "0b0f6bf7-6f5c-4b0b-9c62-3f1a9f6f1a11";
    const defaults = { rerunOn: ["FAILED"], stopOnDelete: true, timeouts: { finish: "24h", start: "15m", stop: "15m" }, waitFor: "RUNNING" };
    const outputs = (inputs) => ({
        ...inputs,
        clusterData: { appId: uuid, buildId: uuid, clusterId: uuid, configId: \`config-\${uuid}\`, kind: "KubernetesSingleJob" },
        createdAt: "2026-01-01T00:00:00.000Z",
        currentGraphVersion: "2",
        effectiveDeployment: inputs.deployment,
        groupId: uuid,
        runId: uuid,
        runStatus: "RUNNING",
        stateVersion: 1,
    });
    return {
        check: async (olds, news) => ({ inputs: { ...defaults, ...news }, failures: [] }),
        diff: async () => ({}),
        create: async (inputs) => ({ id: inputs.name, outs: outputs(inputs) }),
        read: async (id, props) => ({ id, props }),
        update: async (id, olds, news) => ({ outs: outputs(news) }),
        delete: async () => undefined,
    };
};
`;

/** Files beside the program. */
export const FILES: Readonly<Record<Variant, Readonly<Record<string, string>>>> = {
    floor: {},
    shape: { "shape.js": SHAPE },
    package: {},
    naive: {},
};

/** Programs in JavaScript that declare `BENCH_COUNT` resources. */
export const PROGRAMS: Readonly<Record<Variant, string>> = {
    floor: `const pulumi = require("@pulumi/pulumi");
class Nothing extends pulumi.CustomResource {
    constructor(name, args) { super("pulumi-nodejs:dynamic/bench:Nothing", name, args); }
}
for (let index = 0; index < Number(process.env.BENCH_COUNT); index++) {
    new Nothing(\`run-\${index}\`, { name: \`run-\${index}\`, graphId: process.env.BENCH_GRAPH, __provider: ${JSON.stringify(NOTHING)} });
}
`,
    shape: `const pulumi = require("@pulumi/pulumi");
const PROVIDER = 'exports.handler = () => require("./shape").handler() // as long as that of a run';
const names = ["runStatus", "createdAt", "groupId", "currentGraphVersion", "effectiveDeployment", "clusterData", "statusDetail"];
class Shape extends pulumi.CustomResource {
    constructor(name, args) {
        const outputs = Object.fromEntries(names.map((output) => [output, undefined]));
        super("pulumi-nodejs:dynamic/bench:WorkflowRun", name, { ...outputs, ...args, __provider: PROVIDER });
    }
}
for (let index = 0; index < Number(process.env.BENCH_COUNT); index++) {
    new Shape(\`run-\${index}\`, {
        name: \`run-\${index}-as-long-as-a-urn-is-in-the-state-of-a-run-that-knows-it\`,
        graphId: process.env.BENCH_GRAPH,
        graphVersion: "2",
        deployment: { kubernetesSingleJob: { namespace: "bench", clusterId: process.env.BENCH_CLUSTER } },
    });
}
`,
    package: `const ccm = require("pulumi-fortanix-ccm");
for (let index = 0; index < Number(process.env.BENCH_COUNT); index++) {
    new ccm.WorkflowRun(\`run-\${index}\`, {
        graphId: process.env.BENCH_GRAPH,
        graphVersion: "2",
        deployment: { kubernetesSingleJob: { namespace: "bench", clusterId: process.env.BENCH_CLUSTER } },
    });
}
`,
    naive: readFileSync(join(__dirname, "naive", "program.js"), "utf8"),
};
