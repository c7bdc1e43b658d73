import assert from "node:assert/strict";
import { SEED } from "fortanix-ccm-simulator";
import { formatStamp, parseStamp } from "../../provider/core";
import { interruptUp, killUp, loseDisk, unlock } from "../support/interrupts";
import { FAST, inStack, kubernetesRun, type Scenario } from "../support/scenario";

const namespaces = ["scoring", "training", "reports"];

/** Resources whose runs are distinguishable in CCM, or not. */
const declared = (apart: boolean, args: Record<string, unknown> = {}) =>
    Object.fromEntries(
        namespaces.map((namespace, index) => {
            const job = { namespace: apart ? namespace : "scoring", clusterId: SEED.kubernetesClusterId };
            const jobSpec = { template: { image: `image-${index}` } };
            return [
                namespace,
                kubernetesRun({
                    deployment: { kubernetesSingleJob: job },
                    runtimeConfigs: {
                        [SEED.runtimeConfigIds["2"]]: { deployment: { kubernetes: { jobSpec } } },
                    },
                    ...args,
                }),
            ];
        }),
    );

/** The image of each run in CCM, by run id. */
async function imagesOf({ ccm }: Scenario): Promise<Map<string, string>> {
    const runs = await ccm.runs();
    return new Map(runs.map(({ runId, request }) => [runId, /image-\d/.exec(JSON.stringify(request))?.[0] ?? ""]));
}

/** The state as if all of its creates had begun 20 minutes before they were performed. */
function begun20MinutesEarlier(state: string): string {
    const earlierMs = 20 * 60_000;
    return state
        .replace(/"(1\.[0-9a-z]+\.[0-9a-z]+\.[0-9a-z]*\.[0-9a-z]*)"/g, (text, stamp: string) => {
            const parsed = parseStamp(stamp);
            return parsed === undefined ? text : `"${formatStamp({ ...parsed, atMs: parsed.atMs - earlierMs })}"`;
        })
        .replace(/("createdAt": ?)"([^"]*)"/g, (_, name: string, time: string) => {
            return `${name}"${new Date(Date.parse(time) - earlierMs).toISOString()}"`;
        });
}

async function mustHaveItsOwn(scenario: Scenario): Promise<void> {
    const images = await imagesOf(scenario);
    const state = await scenario.stack.runs();
    for (const [index, namespace] of namespaces.entries()) {
        assert.equal(images.get(state[namespace]?.id ?? ""), `image-${index}`, `${namespace} has its own run`);
    }
    assert.equal(images.size, namespaces.length, "each was started once");
}

describe("an interrupted update, and the next one on another machine", () => {
    // If CCM shows the jobs, recovery does not wait for the time in which CCM may still act.
    for (const [ending, echoSpecs] of [
        ["killBoth", false],
        ["ctrlCTwice", true],
    ] as const) {
        inStack(
            `${ending}: runs with different targets are adopted`,
            async (scenario) => {
                const { ccm, stack } = scenario;
                await ccm.script({ pendingSeconds: 600, echoSpecs });
                stack.declare(declared(true));
                await interruptUp(scenario, ending, namespaces.length);
                loseDisk(scenario);
                stack.declare(declared(true, { waitFor: "NONE" }));
                const up = await stack.up();
                assert.equal(up.code, 0, up.output);
                assert.match(up.output, /adopted run [0-9a-f-]+ \(PENDING\), left by an update that was interrupted/);
                await mustHaveItsOwn(scenario);
                const destroy = await stack.destroy();
                assert.equal(destroy.code, 0, destroy.output);
                assert.ok((await ccm.runs()).every(({ status }) => status === "TERMINATED"));
            },
            FAST,
        );
    }

    inStack(
        "a recovery that is killed during its search is repeated, also for a create that waited for its dependency",
        async (scenario) => {
            const { ccm, stack } = scenario;
            await ccm.script({ pendingSeconds: 70, echoSpecs: true });
            const { scoring, training } = declared(true);
            assert.ok(scoring !== undefined && training !== undefined);
            const inTurn = (args: Record<string, unknown>) => ({
                scoring,
                training: { args: { ...training.args, ...args }, opts: { dependsOn: [{ $resource: "scoring" }] } },
            });
            stack.declare(inTurn({}));
            await interruptUp(scenario, "killBoth", 2);
            const [, second] = await ccm.runs();
            loseDisk(scenario);

            await ccm.forgetRequests();
            await killUp(scenario, "the run to be looked for", async () => (await ccm.requests("listRuns")).length > 0);
            unlock(scenario);
            loseDisk(scenario);

            stack.declare(inTurn({ waitFor: "NONE" }));
            const up = await stack.up();
            assert.equal(up.code, 0, up.output);
            assert.equal((await stack.theRun("training")).id, second?.runId, up.output);
            assert.equal((await ccm.runs()).length, 2, "each was started once");
        },
        FAST,
    );

    inStack(
        "a create that waited 20 minutes for its turn (`--parallel`) fails with the run's id and starts no second run",
        async (scenario) => {
            const { ccm, stack } = scenario;
            await ccm.script({ pendingSeconds: 600 });
            const { scoring, training } = declared(true, { waitFor: "NONE" });
            assert.ok(scoring !== undefined && training !== undefined);
            const inTurn = (args: Record<string, unknown>) => ({
                scoring,
                training: { args: { ...training.args, ...args }, opts: { dependsOn: [{ $resource: "scoring" }] } },
            });
            stack.declare(inTurn({ waitFor: "RUNNING" }));
            await interruptUp(scenario, "killBoth", 2);
            loseDisk(scenario);
            const [, second] = await ccm.runs();
            stack.editState(begun20MinutesEarlier);

            stack.declare(inTurn({}));
            const up = await stack.up();
            assert.notEqual(up.code, 0, up.output);
            assert.ok(up.output.includes(`${second?.runId} (PENDING, created `), up.output);
            assert.equal((await ccm.runs()).length, 2, "nothing was started");
        },
        FAST,
    );

    inStack("runs with the same target are distinguished by the jobs that CCM shows", async (scenario) => {
        const { ccm, stack } = scenario;
        await ccm.script({ pendingSeconds: 600, echoSpecs: true });
        stack.declare(declared(false));
        await interruptUp(scenario, "killBoth", namespaces.length);
        loseDisk(scenario);
        stack.declare(declared(false, { waitFor: "NONE" }));
        const up = await stack.up();
        assert.equal(up.code, 0, up.output);
        await mustHaveItsOwn(scenario);
    });

    inStack(
        "indistinguishable runs fail the update with their ids, and no second run is started",
        async (scenario) => {
            const { ccm, stack } = scenario;
            await ccm.script({ pendingSeconds: 600 });
            stack.declare(declared(false));
            await interruptUp(scenario, "killBoth", namespaces.length);
            loseDisk(scenario);
            stack.declare(declared(false, { waitFor: "NONE" }));
            const up = await stack.up();
            assert.notEqual(up.code, 0, up.output);
            const runs = await ccm.runs();
            assert.equal(runs.length, namespaces.length, "nothing was started");
            for (const { runId } of runs) assert.ok(up.output.includes(`${runId} (PENDING, created `), up.output);
        },
        FAST,
    );
});
