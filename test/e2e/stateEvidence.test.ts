import assert from "node:assert/strict";
import { SEED } from "fortanix-ccm-simulator";
import { interruptUp, loseDisk } from "../support/interrupts";
import { FAST, inStack, kubernetesRun, type Scenario } from "../support/scenario";

/** A run whose job CCM shows, so that it is identified immediately. */
function job(image: unknown = "score", args: Record<string, unknown> = {}) {
    const id = SEED.runtimeConfigIds["2"];
    const deployment = { kubernetes: { jobSpec: { template: { image } } } };
    return kubernetesRun({ runtimeConfigs: { [id]: { deployment } }, ...args });
}
const unwaited = { waitFor: "NONE" };

async function killedCreate(scenario: Scenario, resources: Record<string, ReturnType<typeof job>>): Promise<string[]> {
    await scenario.ccm.script({ pendingSeconds: 600, echoSpecs: true });
    scenario.stack.declare(resources);
    await interruptUp(scenario, "killBoth", Object.keys(resources).length);
    return (await scenario.ccm.runs()).map(({ runId }) => runId);
}

async function mustUp({ stack }: Scenario, ...args: string[]): Promise<string> {
    const { code, output } = await stack.up(...args);
    assert.equal(code, 0, output);
    return output;
}

describe("the state's evidence of killed creates", () => {
    inStack("survives a refresh and an update of other targets", async (scenario) => {
        const { ccm, stack } = scenario;
        const [left] = await killedCreate(scenario, { run: job() });
        loseDisk(scenario);
        await stack.mustRun("refresh", "--yes", "--skip-preview");
        stack.declare({ run: job("score", unwaited), other: job("other", unwaited) });
        await mustUp(scenario, "--target", "**other");
        const output = await mustUp(scenario);
        assert.equal((await stack.theRun()).id, left);
        assert.equal((await ccm.runs()).length, 2);
        assert.match(
            output,
            /After this update has succeeded, and not before, run `pulumi refresh --clear-pending-creates --yes`/,
        );
        stack.declare({ run: job("score", unwaited), third: job("third", unwaited) });
        assert.match(
            await mustUp(scenario),
            /none of their runs is left to recover\. Run `pulumi refresh --clear-pending-creates --yes` to remove/,
        );
        await stack.mustRun("refresh", "--clear-pending-creates", "--yes");
        await stack.mustRun("preview", "--expect-no-changes");
    });

    inStack("identifies a run to stop if inputs have changed, and affects no later replacement", async (scenario) => {
        const { ccm, stack } = scenario;
        const [left] = await killedCreate(scenario, { run: job() });
        loseDisk(scenario);
        stack.declare({ run: job("changed", unwaited) });
        await mustUp(scenario);
        const status = async () => new Map((await ccm.runs()).map((run) => [run.runId, run.status]));
        assert.equal((await status()).get(left ?? ""), "TERMINATED");
        const { id: first } = await stack.theRun();
        assert.notEqual(first, left);

        // The first create is still pending in the state, although it has been handled.
        stack.declare({ run: { ...job("again", unwaited), opts: { deleteBeforeReplace: true } } });
        await mustUp(scenario);
        const { id: second } = await stack.theRun();
        assert.notEqual(second, first);
        assert.deepEqual([...(await status()).values()].filter((one) => one === "TERMINATED").length, 2);
        await mustUp(scenario, "--replace", (await stack.theRun()).urn);
        assert.notEqual((await stack.theRun()).id, second);
        assert.equal((await ccm.runs()).length, 4);
    });

    inStack("does not lead to the adoption of a finished run after the stack was destroyed", async (scenario) => {
        const { ccm, stack } = scenario;
        const [left = ""] = await killedCreate(scenario, { run: job() });
        loseDisk(scenario);
        await ccm.end(left, "SUCCEEDED");
        await stack.mustRun("destroy", "--yes", "--skip-preview");
        stack.declare({ run: job("score", unwaited) });
        const output = await mustUp(scenario);
        assert.match(output, /is not continued: it has ended, and the stack was updated without it since/);
        assert.notEqual((await stack.theRun()).id, left);
        assert.equal((await ccm.runs()).length, 2);
    });

    inStack("may be cleared (--clear-pending-creates) if the start journal contains the run", async (scenario) => {
        const { ccm, stack } = scenario;
        const [left] = await killedCreate(scenario, { run: job() });
        await stack.mustRun("refresh", "--clear-pending-creates", "--yes");
        stack.declare({ run: job("score", unwaited) });
        await mustUp(scenario);
        assert.equal((await stack.theRun()).id, left);
        assert.equal((await ccm.runs()).length, 1);
    });

    inStack(
        "is ambiguous beside a foreign run of the same minute: nothing is started until the user has chosen",
        async (scenario) => {
            const { ccm, stack } = scenario;
            await ccm.script({ pendingSeconds: 600 });
            stack.declare({ run: kubernetesRun() });
            await interruptUp(scenario, "killBoth", 1);
            const foreign = await ccm.startForeign();
            const [own] = (await ccm.runs()).filter(({ runId }) => runId !== foreign);
            loseDisk(scenario);
            stack.declare({ run: kubernetesRun({ ...unwaited, triggers: { image: 2 }, graphVersion: "2" }) });
            const refused = await stack.up();
            assert.notEqual(refused.code, 0, refused.output);
            for (const id of [foreign, own?.runId])
                assert.ok(refused.output.includes(`${id} (PENDING, created`), refused.output);
            assert.equal((await ccm.runs()).length, 2, "nothing was started");

            // Follows the message: adopt the run, and replace it because its inputs may have differed.
            stack.declare({ run: kubernetesRun({ ...unwaited, adoptRunId: own?.runId }) });
            await mustUp(scenario);
            stack.declare({ run: kubernetesRun(unwaited) });
            await mustUp(scenario, "--replace", (await stack.theRun()).urn);
            const status = new Map((await ccm.runs()).map((run) => [run.runId, run.status]));
            assert.equal(status.get(own?.runId ?? ""), "TERMINATED");
            assert.equal(status.get(foreign), "PENDING", "the foreign run is unchanged");
            assert.equal(status.get((await stack.theRun()).id), "PENDING");
        },
        FAST,
    );

    inStack("distinguishes runs by secret inputs without revealing them", async (scenario) => {
        const { ccm, stack } = scenario;
        const secret = { $secret: "hunter2-hunter2" };
        await killedCreate(scenario, { same: job(secret), changed: job({ $secret: "another-secret" }) });
        loseDisk(scenario);
        stack.declare({ same: job(secret, unwaited), changed: job({ $secret: "a-third-secret" }, unwaited) });
        const shows = stack.with({ PULUMI_OPTION_SHOW_SECRETS: "true" });
        const { code, output } = await shows.up();
        assert.equal(code, 0, output);
        const images = new Map((await ccm.runs()).map(({ runId, request }) => [runId, JSON.stringify(request)]));
        assert.equal(images.size, 3);
        const { same, changed } = await stack.runs();
        assert.match(images.get(same?.id ?? "") ?? "", /hunter2-hunter2/);
        assert.match(images.get(changed?.id ?? "") ?? "", /a-third-secret/);
        const stopped = (await ccm.runs()).find(({ status }) => status === "TERMINATED");
        assert.match(images.get(stopped?.runId ?? "") ?? "", /another-secret/);
        const state = await stack.exportState();
        for (const text of ["hunter2", "another-secret", "a-third-secret"]) assert.ok(!state.includes(text));
    });

    inStack("is missing without checkpoints: the update reports this and continues", async (scenario) => {
        const { stack } = scenario;
        stack.declare({ run: job("score", unwaited) });
        const { code, output } = await stack
            .with({ PULUMI_EXPERIMENTAL: "true", PULUMI_SKIP_CHECKPOINTS: "true" })
            .up();
        assert.equal(code, 0, output);
        assert.match(
            output,
            /cannot be read while it is updated: .*checkpoints are off.*only the start journal on this machine/,
        );
    });

    inStack("conforms to update plans for a create, an update and a replacement", async (scenario) => {
        const { ccm, stack } = scenario;
        const planned = stack.with({ PULUMI_EXPERIMENTAL: "true" });
        const steps = [
            { triggers: { v: 1 } },
            { triggers: { v: 1 }, timeouts: { stop: "1m" } },
            { triggers: { v: 2 } },
        ];
        for (const args of steps) {
            stack.declare({ run: kubernetesRun({ ...unwaited, ...args }) });
            await planned.mustRun("preview", "--save-plan", "plan.json");
            await planned.mustRun("up", "--yes", "--plan", "plan.json");
        }
        assert.equal((await ccm.runs()).length, 2);
    });
});
