import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { WORKFLOW_RUN_TYPE } from "../../provider/contract/resources";
import { orchestratorFacts } from "../../provider/core";
import { troubleText } from "../../provider/core/orchestrator/orchestratorDetail";
import { run } from "../../tools/process";
import { cliScript } from "../../tools/repository";
import { genericOf, ORCHESTRATOR_OBJECTS } from "../support/orchestratorObjects";
import { inStack, kubernetesRun } from "../support/scenario";

/** The orchestrator's object of each run, by resource name. */
const objects = Object.fromEntries(
    ORCHESTRATOR_OBJECTS.filter((name) => name !== "logs-generic").map(
        (name) => [name.replaceAll(".", "-"), genericOf(name)] as const,
    ),
);
const names = Object.keys(objects);

/** Each run has its own graph, because scripts are set by graph. */
const graphIdOf = (name: string) => `9b7ff0bb-6c1c-4c5c-8d6e-${String(names.indexOf(name) + 1).padStart(12, "0")}`;

/** The words of a text, for comparison: Markdown escapes texts, and a state quotes them. */
const words = (text: string) => ` ${text.replace(/[^A-Za-z0-9]+/g, " ").trim()} `;

/** A beginning of a fact that is unique among all facts: rows and reviews truncate long texts. */
const beginningOf = (text: string) => words(text).slice(0, 60);

describe("the details that Kubernetes and Azure report, in one stack", () => {
    inStack(
        "appear in the row, the error, the state and the review of each run",
        async ({ ccm, stack }) => {
            const graphs = names.map((name) => ({ graph_id: graphIdOf(name), name, versions: { "1": {} } }));
            await ccm.seed({ graphs });
            for (const [name, generic] of Object.entries(objects))
                await ccm.script({ pendingSeconds: null, generic }, graphIdOf(name));
            const args = { graphVersion: "1", waitFor: "SUCCEEDED", rerunOn: ["FAILED"] };
            stack.declare(
                Object.fromEntries(names.map((name) => [name, kubernetesRun({ ...args, graphId: graphIdOf(name) })])),
            );

            const up = stack.start("up", "--yes", "--skip-preview", "--continue-on-error", "--parallel", "64");
            const rowOf = (name: string) =>
                up
                    .printed()
                    .split("\n")
                    .find((line) => line.includes(` ${name} creating `) && line.includes(" PENDING, "));
            await up.until("each run to be waited for", () => names.every((name) => rowOf(name) !== undefined));
            for (const { runId } of await ccm.runs()) await ccm.end(runId, "FAILED");
            const { code, output } = await up.outcome;
            assert.notEqual(code, 0, output);
            const states = await stack.runs();
            const file = join(stack.folder, "preview.json");
            writeFileSync(file, (await stack.preview("--json")).output);
            const review = (await run(process.execPath, [cliScript, "review", file])).stdout.split("\n");

            const errors = output.slice(output.indexOf("\nDiagnostics:")).split(WORKFLOW_RUN_TYPE);
            for (const [name, generic] of Object.entries(objects)) {
                const facts = orchestratorFacts(generic).map(({ text }) => text);
                const trouble = troubleText(generic);
                const row = rowOf(name) ?? "";
                assert.ok(words(row).includes(beginningOf(trouble ?? "until SUCCEEDED")), `${trouble}\n${row}`);
                const error = errors.find((one) => one.startsWith(` (${name}):`)) ?? "";
                const detail = String(states[name]?.outputs["statusDetail"]);
                for (const place of [error, detail])
                    for (const fact of facts) assert.ok(words(place).includes(words(fact)), `${fact}\n${place}`);
                const line = review.find((one) => one.startsWith(`| run **${name}** |`)) ?? "";
                assert.match(line, /starts a new run; leaves run .* FAILED, seen/, name);
                assert.ok(words(line).includes(beginningOf(facts[0] ?? detail)), `${facts[0]}\n${line}`);
                assert.ok(![row, error, detail, line].join("").includes("s3cr3t"), name);
            }
        },
        { environment: { CI: "true" } },
    );
});
