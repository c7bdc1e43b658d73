import { readFileSync } from "node:fs";
import { join } from "node:path";

/** What is compared: the engine's own floor, the package, and the same resource as it is usually written. */
export const VARIANTS = ["floor", "package", "naive"] as const;
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
