import assert from "node:assert/strict";
import { normalise } from "../../support/golden";

const warning = `  pulumi:pulumi:Stack (test-test):
    warning: Attempting to deploy or update resources with 1 pending operations from previous deployment.
      * urn:pulumi:test::test::pulumi-nodejs:dynamic/fortanix-ccm:WorkflowRun::run, interrupted while creating
    These resources are in an unknown state because the Pulumi CLI was interrupted.
   \u0020
    Note that \`pulumi refresh\` will need to be run interactively to clear pending CREATE operations.

`;
const run = `  pulumi-nodejs:dynamic/fortanix-ccm:WorkflowRun (run):
    adopted run 1b449fa2-da7e-4d1b-b04f-3176a7bb5866 (RUNNING)

`;
const output = (rows: string, diagnostics: string) => `Updating (test):

${rows}    pulumi:pulumi:Stack test-test  1 warning
Diagnostics:
${diagnostics}Resources:
    + 1 created

Duration: 22s
`;
const row = (seconds: number) => ` +  run creating (${seconds}s) looking for the run, ${seconds} s\n`;

describe("golden texts", () => {
    const expected = normalise(output(row(1), run));

    it("do not depend on how long a command took", () => {
        assert.equal(normalise(output(`${row(0)}@ updating....\n${row(2)}@ updating.....\n${row(20)}`, run)), expected);
    });

    it("do not contain the engine's warning about an interrupted earlier command", () => {
        const row = "    pulumi:pulumi:Stack test-test  warning: Attempting to deploy or update resources\n";
        for (const diagnostics of [warning + run, run + warning]) {
            assert.equal(
                normalise(output(row + " +  run creating (1s) looking for the run, 1 s\n", diagnostics)),
                expected,
            );
        }
    });

    it("differ if the messages differ", () => {
        assert.notEqual(normalise(output(row(1), run.replace("RUNNING", "PENDING"))), expected);
    });
});
