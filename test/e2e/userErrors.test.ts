import assert from "node:assert/strict";
import { presentNodes } from "../support/presentNodes";
import { inStack } from "../support/scenario";

/** Each mistake is independent, so that one preview shows the messages of all. */
const PROGRAM = `
const ccm = require("pulumi-fortanix-ccm");
const noResource = { parent: {} };
const mistakes = [
    () => ccm.getClusterOutput({ name: "nope" }),
    () => ccm.getCluster({ name: "nape" }),
    () => ccm.getCluster(),
    () => ccm.getWorkflowGraphOutput({ name: "nightly-scoring" }).runtimeConfig("trainer"),
    () => ccm.getWorkflowGraph({ graphId: "x" }),
    () => ccm.getWorkflowRunOutput({ runId: "0b0f6bf7-6f5c-4b0b-9c62-3f1a9f6f1a11" }),
    () => ccm.getWorkflowRunLogsOutput({ runId: 5 }),
    () => ccm.getWorkflowRuns({ graphVersion: 1.1 }),
    async () => { for await (const run of ccm.eachWorkflowRun({ statuses: ["DONE"] })) console.log(run); },
    () => ccm.getClusters({}, { provider: {} }),
    () => new ccm.Provider("typo", { tokn: "x" }),
    () => new ccm.Provider("empty", { token: Promise.resolve("") }),
    () => new ccm.Provider("", {}),
    () => new ccm.WorkflowRun("imported", {}, { import: "x" }),
    () => new ccm.WorkflowRun("child", {}, noResource),
    () => new ccm.ComputeCluster("orphan", undefined, noResource),
    () => new ccm.WorkflowRunCompletion("waiting", {}, noResource),
];
for (const mistake of mistakes) void (async () => { mistake.result = await mistake(); })();
`;

const EXPECTED = [
    'getCluster: no cluster is named "nope"; available: aci-west, aks-west',
    'getCluster: no cluster is named "nape"; available: aci-west, aks-west',
    "getCluster: must have exactly one of clusterId and name, and has none of them",
    'graph "nightly-scoring" version 2 has no application trainer; it has scorer (node node-1)',
    "getWorkflowGraph: graphId must be a UUID",
    "getWorkflowRun: CCM has no run 0b0f6bf7-6f5c-4b0b-9c62-3f1a9f6f1a11",
    "getWorkflowRunLogs: runId must be a string, not a number",
    "getWorkflowRuns: graphVersion must be a string or a whole number",
    'eachWorkflowRun: statuses[0] must be "PENDING"',
    "the option provider must be a Provider of pulumi-fortanix-ccm",
    "Provider typo: tokn is not a known argument",
    "Provider empty: token must not be empty",
    "Provider : ",
    "WorkflowRun imported: Pulumi cannot import dynamic resources",
    "WorkflowRun child: ",
    "ComputeCluster orphan: ",
    "WorkflowRunCompletion waiting: ",
];

describe("mistakes in a program", () => {
    for (const { major, environment } of presentNodes()) {
        inStack(
            `fail it with one line each, without a stack trace (some versions hang printing one), on Node ${major}`,
            async ({ stack }) => {
                stack.runProgram(PROGRAM);
                const { code, output } = await stack.with(environment).preview();
                assert.notEqual(code, 0, output);
                const errors = output.split("\n").filter((line) => line.startsWith("    error: "));
                // Pulumi may prefix the error's name for a promise, or the property's name for an argument.
                const said = errors.map((line) =>
                    line.replace(/^ +error: (?:Error: |error serializing property "\S+": )?/, ""),
                );
                for (const text of EXPECTED)
                    assert.ok(
                        said.some((line) => line.startsWith(text)),
                        `${text}\n${output}`,
                    );
                assert.equal(errors.length, EXPECTED.length, output);
                assert.doesNotMatch(output, /unhandled exception|\n\s+at /);
            },
        );
    }
});
