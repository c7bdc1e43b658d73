import assert from "node:assert/strict";
import { SEED } from "fortanix-ccm-simulator";
import { inStack } from "../support/scenario";

const args = `{
    graphId: "${SEED.graphId}",
    graphVersion: "2",
    deployment: { kubernetesSingleJob: { namespace: "scoring", clusterId: "${SEED.kubernetesClusterId}" } },
}`;

const esm = `import { WorkflowRun } from "pulumi-fortanix-ccm";
const run = new WorkflowRun("run", ${args});
export const status = run.runStatus;
`;

const typescript = `import * as ccm from "pulumi-fortanix-ccm";
const run = new ccm.WorkflowRun("run", ${args});
export const status = run.runStatus;
`;

const tsconfig = (module: string) =>
    JSON.stringify({
        compilerOptions: { strict: true, target: "es2022", module, moduleResolution: module, skipLibCheck: true },
    });

const yaml = "name: test\nruntime: nodejs\n";
const json = (fields: object) => JSON.stringify({ name: "languages", private: true, ...fields });

/** All other tests use JavaScript with CommonJS modules. */
const programs: Record<string, Record<string, string>> = {
    "JavaScript, ESM": {
        "Pulumi.yaml": yaml,
        "package.json": json({ type: "module", main: "index.js" }),
        "index.js": esm,
    },
    "TypeScript, CommonJS": {
        "Pulumi.yaml": yaml,
        "package.json": json({ main: "index.ts" }),
        "index.ts": typescript,
        "tsconfig.json": tsconfig("node16"),
    },
    "TypeScript, ESM": {
        "Pulumi.yaml":
            "name: test\nruntime:\n  name: nodejs\n  options:\n    nodeargs: --loader ts-node/esm --no-warnings\n",
        "package.json": json({ type: "module", main: "index.ts" }),
        "index.ts": typescript,
        "tsconfig.json": tsconfig("nodenext"),
    },
};

/** Without type checks, which `lint` and `package` do. */
const environment = {
    WITH_COMPILER: "true",
    PULUMI_NODEJS_TRANSPILE_ONLY: "true",
    TS_NODE_TRANSPILE_ONLY: "true",
};

describe("programs by language", () => {
    for (const [language, files] of Object.entries(programs)) {
        inStack(
            `${language}: up starts its run`,
            async ({ ccm, stack }) => {
                const up = await stack.with(environment).up();
                assert.equal(up.code, 0, up.output);
                assert.match(up.output, /status: "RUNNING"/);
                assert.equal((await ccm.runs()).length, 1);
            },
            { files },
        );
    }
});
