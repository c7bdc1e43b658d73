import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { SEED } from "fortanix-ccm-simulator";
import { htmlOf } from "../../provider/cli/review/html";
import { markdownOf } from "../../provider/cli/review/markdown";
import { parsePreview } from "../../provider/cli/review/previewDocument";
import { reviewOf } from "../../provider/cli/review/report";
import { ACI, inStack, kubernetesRun, type Scenario } from "../support/scenario";

const runtimeConfigId = SEED.runtimeConfigIds["2"];
const SECRETS = { env: "env-secret-value-1", spec: 'spec-secret "value" 2', token: SEED.writerToken };

/** Environment with a random provider, and the file to which it writes the values that it creates. */
const RANDOM = {
    RANDOM_VALUES: join(mkdtempSync(join(tmpdir(), "random-")), "values"),
    PATH: [join(__dirname, "..", "support", "random-plugin"), process.env["PATH"]].join(delimiter),
};
const ofRandom = { $of: "password", output: "result" };

function declare({ stack }: Scenario, triggers: Record<string, unknown> = {}): void {
    const jobSpec = {
        template: {
            spec: {
                containers: [
                    {
                        env: [
                            { name: "KEY", value: { $secret: SECRETS.spec } },
                            { name: "RANDOM", value: ofRandom },
                        ],
                    },
                ],
            },
        },
    };
    stack.declare({
        password: { type: "RandomPassword", args: { length: 20 } },
        aci: {
            args: {
                graphId: SEED.graphId,
                graphVersion: "2",
                deployment: ACI,
                runtimeConfigs: {
                    [runtimeConfigId]: {
                        deployment: {
                            aci: { envVars: { KEY: { $secret: SECRETS.env }, RANDOM: ofRandom, OPEN: "open" } },
                        },
                    },
                },
                triggers: { ...triggers, key: { $secret: SECRETS.spec } },
            },
        },
        job: kubernetesRun({
            runtimeConfigs: { [runtimeConfigId]: { deployment: { kubernetes: { jobSpec } } } },
            triggers: { ...triggers, key: { $secret: SECRETS.env }, random: ofRandom },
        }),
    });
}

/** The value that the random provider has created. */
function randomValue(): string {
    const [value = "", ...others] = readFileSync(RANDOM.RANDOM_VALUES, "utf8").trim().split("\n");
    assert.ok(value.length > 20 && others.length === 0);
    return value;
}

/** Fails if a text contains a secret in plaintext, as it is or JSON-escaped. */
function assertClean(
    where: string,
    text: string,
    secrets: Readonly<Record<string, string>> = { ...SECRETS, random: randomValue() },
): void {
    for (const [name, secret] of Object.entries(secrets)) {
        for (const spelling of [secret, JSON.stringify(secret).slice(1, -1)]) {
            const at = text.indexOf(spelling);
            assert.equal(
                at,
                -1,
                `${where} contains the secret of ${name}: …${text.slice(Math.max(0, at - 200), at + 50)}…`,
            );
        }
    }
}

/** Errors that the plugin process returned, without the engine's requests, which contain plaintext by design. */
function answersOf(wire: string): string {
    const calls = wire.split("\n").filter((line) => line.includes("/pulumirpc.ResourceProvider/"));
    return calls.map((line) => JSON.stringify((JSON.parse(line) as { errors?: unknown }).errors ?? "")).join("\n");
}

describe("secrets", () => {
    after(() => rmSync(dirname(RANDOM.RANDOM_VALUES), { recursive: true }));

    inStack(
        "of program, configuration and other resources reach CCM, and are in no state, output or error",
        async (scenario) => {
            const { ccm, stack } = scenario;
            stack.recordWire();
            await ccm.script({ pendingSeconds: 1, echoSpecs: true });
            await stack.mustRun("config", "set", "--secret", "fortanix-ccm:token", SECRETS.token);
            declare(scenario, { image: "1" });
            const outputs: string[] = [];
            const keep = async (outcome: Promise<{ code: number; output: string }>) => {
                const { code, output } = await outcome;
                outputs.push(output);
                return { code, output };
            };
            const up = await keep(stack.up());
            assert.equal(up.code, 0, up.output);
            const sent = JSON.stringify((await ccm.runs()).map(({ request }) => request));
            assert.ok(
                sent.includes(SECRETS.env) && sent.includes(JSON.stringify(SECRETS.spec)),
                "CCM receives the plaintext values",
            );
            assert.equal(sent.split(randomValue()).length - 1, 2, "both runs contain the random value");
            assertClean("the state", await stack.exportState());
            const { aci, job } = await stack.runs();
            assert.match(String(job?.outputs["statusDetail"]), /\[secret\]/, "CCM returns the spec, which is masked");
            assert.match(String(aci?.outputs["statusDetail"]), /"OPEN":"open"/, "other values are not masked");

            await keep(stack.refresh("--diff"));
            assertClean("the state after a refresh", await stack.exportState());
            declare(scenario, { image: "2" });
            await keep(stack.preview("--diff"));
            const plan = join(stack.folder, "plan.json");
            const { output: preview } = await keep(stack.preview("--json", "--save-plan", plan));
            assertClean("a saved plan", readFileSync(plan, "utf8"));
            const review = reviewOf(parsePreview(preview), Date.now());
            assert.equal(review.changes.length, 2);
            assertClean("a review", markdownOf([review]) + htmlOf([review]));
            const body = { message: `refused: ${Object.values(SECRETS).join(" / ")} / ${randomValue()}` };
            await ccm.fault({ operation: "startRun", when: "before", kind: "status", status: 400, body, times: 2 });
            const refused = await keep(stack.up());
            assert.match(refused.output, /CCM answered 400: refused: /);
            await ccm.script({
                pendingSeconds: 0,
                runningSeconds: 0,
                outcome: "FAILED",
                reason: `bad key ${SECRETS.spec}, ${randomValue()}`,
                echoSpecs: true,
            });
            const failed = await keep(stack.up());
            assert.match(failed.output, /FAILED before it was RUNNING/);
            assertClean("the state after a failure", await stack.exportState());
            await keep(stack.destroy());
            assertClean("the output", outputs.join("\n"));
            assertClean("an error of the plugin process", answersOf(stack.wire()));
        },
        { environment: { FORTANIX_CCM_TOKEN: undefined, ...RANDOM } },
    );

    inStack("are not quoted in messages about invalid inputs, which name the property path", async ({ stack }) => {
        stack.declare({
            run: kubernetesRun({ waitFor: { $secret: SECRETS.env }, graphId: { $secret: SECRETS.spec } }),
        });
        const preview = await stack.preview();
        assert.match(preview.output, /graphId must be a UUID/);
        assert.match(preview.output, /waitFor must be "NONE", "RUNNING" or "SUCCEEDED"/);
        assertClean("the output", preview.output, SECRETS);
    });
});
