import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SEED } from "fortanix-ccm-simulator";
import { expectGolden } from "../support/golden";
import { ACI, inStack, kubernetesRun, type Scenario } from "../support/scenario";
import { root } from "../../tools/repository";

const pack = join(root, "examples", "policy-pack");
const scorer = SEED.runtimeConfigIds["2"];

/**
 * A program that starts the policy pack, because the language host built from Go modules cannot start a pack from its
 * folder. With Pulumi's own host, use `--policy-pack examples/policy-pack`.
 */
function startable({ stack }: Scenario): string {
    const program = join(stack.folder, "run");
    const runner = join(root, "node_modules", "@pulumi", "pulumi", "cmd", "run-policy-pack");
    const script = `#!/bin/sh\ncd '${pack}'\nPULUMI_NODEJS_TYPESCRIPT=true exec '${process.execPath}' '${runner}' "$1" .\n`;
    writeFileSync(program, script, { mode: 0o755 });
    return program;
}

/** Writes the configuration from the pack's README. @returns its path */
function configOf({ stack }: Scenario): string {
    const [, text = ""] = /```json\n([^]*?)```/.exec(readFileSync(join(pack, "README.md"), "utf8")) ?? [];
    const file = join(stack.folder, "policy-config.json");
    writeFileSync(file, text);
    return file;
}

const variables = (value: unknown) => ({
    deployment: ACI,
    runtimeConfigs: { [scorer]: { deployment: { aci: { envVars: { PASSWORD: value } } } } },
});

describe("the policy pack of the examples", function () {
    before(function () {
        if (process.platform === "win32") this.skip();
    });

    inStack("accepts valid runs and rejects each violation with its reason", async (scenario) => {
        const { stack } = scenario;
        const options = ["--policy-pack", startable(scenario), "--policy-pack-config", configOf(scenario)];
        stack.declare({
            good: kubernetesRun(),
            elsewhere: kubernetesRun(variables({ $secret: "hunter2-hunter2" })),
            left: kubernetesRun({ stopOnDelete: false }),
            clear: kubernetesRun(variables("hunter3-hunter3")),
            unpinned: kubernetesRun({ graphVersion: "3" }),
        });
        const { code, output } = await stack.preview(...options);
        expectGolden("policies.txt", output.slice(output.indexOf("Policies:")).replaceAll(stack.folder, "<folder>"));
        assert.notEqual(code, 0);
        for (const [name, reason] of [
            ["elsewhere", `cluster ${SEED.aciClusterId} is not one of the allowed ones`],
            ["left", "stopOnDelete: false leaves the run active for ever"],
            ["clear", "envVars.PASSWORD is in clear: pass it by pulumi.secret()"],
            ["unpinned", `version 3 of graph ${SEED.graphId} is not approved; approved are 1, 2`],
        ] as const) {
            assert.ok(output.includes(reason), `${name}: ${reason}\n${output}`);
        }
        assert.ok(!/\bgood\b/.test(output.slice(output.indexOf("Policies:"))), output);
        assert.equal(output.split("is in clear").length, 2, "a secret variable is not a violation");
        assert.ok(!/hunter/.test(output), output);
    });
});
