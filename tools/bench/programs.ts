import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * The variants to compare: a provider that does nothing (`floor`), the same with the properties of a run (`shape`), the
 * package, and a typical dynamic provider (`naive`).
 */
export const VARIANTS = ["floor", "shape", "package", "naive"] as const;
export type Variant = (typeof VARIANTS)[number];

/** A project's files, in JavaScript; its program declares `BENCH_COUNT` resources. */
export function projectOf(variant: Variant): Readonly<Record<string, string>> {
    const { setUp, each, files = {} } = PROJECTS[variant];
    return {
        "Pulumi.yaml": "name: bench\nruntime:\n  name: nodejs\n  options:\n    typescript: false\n",
        "package.json": JSON.stringify({ name: "bench", private: true, main: "program.js" }),
        "program.js": timed(setUp, each),
        ...files,
    };
}

/** The line on which the program prints its own times. */
export const TIMES = /BENCH (\{.*?\})/;

export interface ProgramTimes {
    /** Time to load the module of the resource, after Pulumi's SDK, in milliseconds. */
    readonly importMs: number;
    /** Mean time to create a resource object, without the first one, in milliseconds. */
    readonly resourceMs: number;
}

function timed(setUp: string, each: string): string {
    return `const pulumi = require("@pulumi/pulumi");
const begin = performance.now();
${setUp}
const loaded = performance.now();
const make = (index) => ${each};
const count = Number(process.env.BENCH_COUNT);
make(0);
const first = performance.now();
for (let index = 1; index < count; index++) make(index);
const times = { importMs: loaded - begin, resourceMs: (performance.now() - first) / Math.max(1, count - 1) };
console.log("BENCH " + JSON.stringify(times));
`;
}

interface Project {
    readonly setUp: string;
    /** An expression in `index`. */
    readonly each: string;
    readonly files?: Readonly<Record<string, string>>;
}

/** A provider that does nothing, as constant text: measures the engine alone. */
const NOTHING = `exports.handler = () => ({
    check: async (olds, news) => ({ inputs: news, failures: [] }),
    diff: async () => ({}),
    create: async (inputs) => ({ id: inputs.name, outs: inputs }),
    read: async (id, props) => ({ id, props }),
    update: async (id, olds, news) => ({ outs: news }),
    delete: async () => undefined,
});`;

/** The same, with constant outputs of the size of a run's outputs in state. */
const SHAPE = `exports.handler = () => {
    const uuid = "0b0f6bf7-6f5c-4b0b-9c62-3f1a9f6f1a11";
    const timeouts = { finish: "24h", start: "15m", stop: "15m" };
    const defaults = { rerunOn: ["FAILED"], stopOnDelete: true, timeouts, waitFor: "RUNNING" };
    const outputs = (inputs) => ({
        ...inputs,
        clusterData: { appId: uuid, buildId: uuid, clusterId: uuid, configId: "config-" + uuid, kind: "KubernetesSingleJob" },
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
        create: async (inputs) => ({ id: uuid, outs: outputs(inputs) }),
        read: async (id, props) => ({ id, props }),
        update: async (id, olds, news) => ({ outs: outputs(news) }),
        delete: async () => undefined,
    };
};
`;

const RUN = `{
    graphId: process.env.BENCH_GRAPH,
    graphVersion: "2",
    deployment: { kubernetesSingleJob: { namespace: "bench", clusterId: process.env.BENCH_CLUSTER } },
}`;

const PROJECTS: Readonly<Record<Variant, Project>> = {
    floor: {
        setUp: `class Nothing extends pulumi.CustomResource {
    constructor(name, args) { super("pulumi-nodejs:dynamic/bench:Nothing", name, args); }
}
const provider = ${JSON.stringify(NOTHING)};`,
        each: "new Nothing(`run-${index}`, { name: `run-${index}`, graphId: process.env.BENCH_GRAPH, __provider: provider })",
    },
    shape: {
        setUp: `class Shape extends pulumi.CustomResource {
    constructor(name, args) {
        const outputs = { runStatus: undefined, createdAt: undefined, groupId: undefined, currentGraphVersion: undefined,
            effectiveDeployment: undefined, clusterData: undefined, statusDetail: undefined };
        // As long as the two hidden inputs of a run.
        const hidden = {
            __provider: 'exports.handler = () => require("./shape").handler() // made as long as that of a run',
            __urn: "urn:pulumi:bench::bench::pulumi-nodejs:dynamic/fortanix-ccm:WorkflowRun::" + name,
        };
        super("pulumi-nodejs:dynamic/bench:WorkflowRun", name, { ...outputs, ...args, ...hidden });
    }
}`,
        each: `new Shape(\`run-\${index}\`, ${RUN})`,
        files: { "shape.js": SHAPE },
    },
    package: {
        setUp: 'const ccm = require("pulumi-fortanix-ccm");',
        each: `new ccm.WorkflowRun(\`run-\${index}\`, ${RUN})`,
    },
    naive: {
        setUp: 'const { NaiveRun } = require("./naive");',
        each: `new NaiveRun(\`run-\${index}\`, {
    graphId: process.env.BENCH_GRAPH,
    graphVersion: "2",
    clusterId: process.env.BENCH_CLUSTER,
})`,
        files: { "naive.js": readFileSync(join(__dirname, "naive", "naive.js"), "utf8") },
    },
};
