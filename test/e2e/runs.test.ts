import assert from "node:assert/strict";
import { interruptUp } from "../support/interrupts";
import { FAST, inStack, KUBERNETES, kubernetesRun, type Scenario } from "../support/scenario";
import { VAULT_PROVIDER } from "../support/vault";

interface Listed {
    readonly states: readonly string[];
    readonly runs: readonly { runId: string; heldBy: { kind: string; resource: string }[] }[];
}

async function listed({ stack }: Scenario, ...args: string[]): Promise<Listed> {
    const { code, stdout, stderr } = await stack.cli("runs", "--json", ...args);
    assert.equal(code, 0, stderr);
    return JSON.parse(stdout) as Listed;
}

describe("npx pulumi-fortanix-ccm runs", () => {
    inStack(
        "shows who holds each run: a resource, an interrupted create, or nobody",
        async (scenario) => {
            const { ccm, stack } = scenario;
            await ccm.script({ pendingSeconds: 600 });
            const unwaited = (namespace: string) =>
                kubernetesRun({
                    waitFor: "NONE",
                    deployment: { kubernetesSingleJob: { ...KUBERNETES.kubernetesSingleJob, namespace } },
                });
            stack.declare({ held: unwaited("held"), removed: unwaited("removed") });
            await stack.mustRun("up", "--yes", "--skip-preview");
            const [held, removed] = [await stack.theRun("held"), await stack.theRun("removed")];
            await stack.mustRun("state", "delete", removed.urn, "--yes");
            const foreign = await ccm.startForeign({ graph_version: "1" });
            const { args } = unwaited("killed");
            stack.declare({ held: unwaited("held"), killed: { args: { ...args, waitFor: "RUNNING" } } });
            await interruptUp(scenario, "killBoth", 4);
            const known = [held.id, removed.id, foreign];
            const killed = (await ccm.runs()).find(({ runId }) => !known.includes(runId))?.runId ?? "";
            await stack.mustRun("stack", "init", "other", "--no-select", "--secrets-provider", VAULT_PROVIDER);

            const { states, runs } = await listed(scenario, "--all-stacks");
            assert.equal(states.length, 2);
            const holders = Object.fromEntries(
                runs.map(({ runId, heldBy }) => [runId, heldBy.map(({ kind, resource }) => `${kind} ${resource}`)]),
            );
            assert.deepEqual(holders, {
                [held.id]: ["state held"],
                [killed]: ["interrupted killed"],
                [removed.id]: [],
                [foreign]: [],
            });

            const orphaned = await stack.cli("runs", "--stack", "test", "--orphaned");
            assert.equal(orphaned.code, 0, orphaned.stderr);
            assert.doesNotMatch(orphaned.stdout, new RegExp(held.id));
            assert.match(orphaned.stdout, new RegExp(`${removed.id}  PENDING .* nightly-scoring:2 .* nobody\\n`));
            assert.match(orphaned.stdout, new RegExp(`${killed}  PENDING .* perhaps test/test/killed\\n`));
            assert.match(
                orphaned.stdout,
                /An update of test\/test was interrupted: `pulumi up` of that stack continues/,
            );

            assert.deepEqual((await listed(scenario, "--graph", "no such graph")).runs, []);
            assert.equal((await listed(scenario, "--older-than", "366d")).runs.length, 0);
            await ccm.end(foreign, "SUCCEEDED");
            assert.equal((await listed(scenario)).runs.length, 3);
            assert.equal((await listed(scenario, "--all")).runs.length, 4);
            assert.equal((await listed(scenario, "--status", "succeeded")).runs.length, 1);
        },
        FAST,
    );

    inStack("names the state or setting that cannot be read", async ({ stack }) => {
        for (const [args, message] of [
            [["--stack", "none"], /configuration cannot be read: no stack named 'none' found/],
            [["--state", "Pulumi.yaml"], /Pulumi\.yaml is not a state: it must be what `pulumi stack export` prints/],
            [["--status", "DONE"], /It must be a list of PENDING, RUNNING/],
            [["--older-than", "soon"], /It must be a time such as 90s, 30m or 6h/],
        ] as const) {
            const { code, stderr } = await stack.cli("runs", ...args);
            assert.notEqual(code, 0);
            assert.match(stderr, message);
            assert.doesNotMatch(stderr, /^ {4}at /m);
        }
        const elsewhere = stack.with({ PULUMI_BACKEND_URL: "file:///nowhere-at-all" });
        assert.match((await elsewhere.cli("runs", "--all-stacks")).stderr, /the stacks cannot be listed: /);
        const { stderr } = await elsewhere.cli("runs", "--orphaned");
        assert.match(
            stderr,
            /--orphaned needs the states of the stacks that may hold runs: .* \(the selected stack: .+\)/,
        );
    });
});
