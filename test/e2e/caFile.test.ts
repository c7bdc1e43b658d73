import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { withCertificate } from "../support/certificate";
import { Ccm } from "../support/control";
import { environmentFor } from "../support/scenario";
import { TestStack } from "../support/stack";

const PROGRAM = `
const ccm = require("pulumi-fortanix-ccm");

// The program asks, and then the plugin process does.
const graph = ccm.getWorkflowGraphOutput({ name: "nightly-scoring", version: "2" });
const deployment = { kubernetesSingleJob: {
    namespace: "scoring",
    clusterId: ccm.getClusterOutput({ name: "aks-west" }).clusterId,
} };
const args = { graphId: graph.graphId, graphVersion: graph.graphVersion, deployment };
exports.status = new ccm.WorkflowRun("run", args).runStatus;
`;

describe("a relative caFile", () => {
    const places: [main: string, folder: string][] = [
        ["", ""],
        ["main: src/\n", "src/"],
    ];
    for (const [main, folder] of places) {
        it(`is resolved from ${folder === "" ? "the project's folder" : "the folder that main names"}, in the program and the plugin`, () =>
            withCertificate([], async (certificate) => {
                await using ccm = await Ccm.start({ tls: certificate });
                const options = "runtime:\n  name: nodejs\n  options:\n    typescript: false\n";
                const environment = { ...environmentFor(ccm), FORTANIX_CCM_CA_FILE: "certificates/ca.pem" };
                const stack = await TestStack.create(environment, {
                    "Pulumi.yaml": `name: test\n${options}${main}`,
                    "package.json": JSON.stringify({ name: "test", private: true }),
                    [`${folder}index.js`]: PROGRAM,
                    [`${folder}certificates/ca.pem`]: readFileSync(certificate.file, "utf8"),
                });
                try {
                    const { code, output } = await stack.up();
                    assert.equal(code, 0, output);
                    assert.match(output, /status: "RUNNING"/);
                } finally {
                    stack.endProcesses();
                    await stack.remove();
                }
            }));
    }
});
