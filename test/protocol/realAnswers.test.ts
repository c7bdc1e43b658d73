import assert from "node:assert/strict";
import { orchestratorFacts } from "../../provider/core";
import { genericOf, ORCHESTRATOR_OBJECTS } from "../support/orchestratorObjects";
import { failureOf, sharedPlugin } from "../support/plugin";

/** The message about a run that each orchestrator object must lead to. */
const failures: Record<string, RegExp> = {
    "job-1.28-failed-backofflimit":
        /Failed, BackoffLimitExceeded: Job has reached the specified backoff limit; 0 active, /,
    "job-1.32-failed-deadline":
        /Failed, DeadlineExceeded: Job was active longer than specified deadline; .* from 2025-/,
    "job-1.31-failed-podfailurepolicy": /PodFailurePolicy: .* failed with exit code 42 matching FailJob rule/,
    "jobWithPods-1.30-oomkilled": /BackoffLimitExceeded: .*3 Pods: container scorer: OOMKilled, exit code 137/,
    "pod-1.32-failed-exitcode": /container scorer: Error, exit code 1: scorer: input schema mismatch/,
    "pod-1.28-evicted": /Evicted: The node was low on resource: memory/,
    "aci-oom": /container scorer: OOMKilled, exit code 137, from 2025-/,
    "aci-oom-flattened-snake": /container scorer: OOMKilled, exit code 137, from 2025-/,
    "aci-provisioning-failed-quota":
        /provisioning Failed; ContainerGroupQuotaReached: .*quota 'StandardCores' exceeded/,
    "aci-init-failed": /init container fetch-model: Error, exit code 2/,
};

const waits: Record<string, RegExp> = {
    "pod-1.29-pending-unschedulable": /Unschedulable: 0\/3 nodes are available: 3 Insufficient memory/,
    "pod-1.26-imagepullbackoff": /container scorer: ImagePullBackOff: Back-off pulling image/,
    "jobWithPods-1.32-imagepullbackoff": /container scorer: ImagePullBackOff: Back-off pulling image/,
    "aci-imagepull-failed": /container scorer: ImagePullBackOff; Failed: Failed to pull image/,
    "job-1.32-suspended": /Suspended, JobSuspended: Job suspended/,
};

describe("the details that Kubernetes and Azure report", () => {
    const scenario = sharedPlugin();

    it("exist for each test", () => {
        for (const name of [...Object.keys(failures), ...Object.keys(waits)])
            assert.ok(ORCHESTRATOR_OBJECTS.includes(name), name);
    });

    for (const [name, reason] of Object.entries(failures)) {
        it(`${name}: the error and the output statusDetail contain the reason, and no secret of the spec`, async () => {
            const { ccm, plugin } = scenario();
            await ccm.script({ runningSeconds: 0, outcome: "FAILED", pendingSeconds: 0, generic: genericOf(name) });
            const inputs = await scenario().inputs({ waitFor: "SUCCEEDED" });
            const { initFailure } = await failureOf(plugin.create(inputs));
            const [text = ""] = initFailure?.reasons ?? [];
            assert.match(text, reason);
            assert.match(text, /Nothing is left running\./);
            assert.doesNotMatch(text, /managedFields|"status":/, "the error leaves out irrelevant fields");
            const detail = JSON.stringify(initFailure?.properties["statusDetail"]);
            assert.match(JSON.parse(detail) as string, reason);

            assert.ok(!`${text}${detail}`.includes("s3cr3t"), text);
        });
    }

    for (const [name, reason] of Object.entries(waits)) {
        it(`${name}: the row shows why the run does not begin, and so does the error after the timeout`, async () => {
            const { ccm, plugin } = scenario();
            await ccm.script({ pendingSeconds: null, generic: genericOf(name) });
            const inputs = await scenario().inputs({ timeouts: { start: "3s" } });
            const { initFailure } = await failureOf(plugin.create(inputs));
            const rows = scenario()
                .linesOf(inputs)
                .filter(({ ephemeral }) => ephemeral);
            assert.ok(
                rows.some(({ text }) => text.startsWith("PENDING") && reason.test(text)),
                JSON.stringify(rows),
            );
            assert.match(initFailure?.reasons[0] ?? "", reason);
        });
    }

    it("appear in the error and in statusDetail with every known fact of every fixture", async () => {
        const { ccm, plugin } = scenario();
        for (const name of ORCHESTRATOR_OBJECTS) {
            const generic = genericOf(name);
            await ccm.script({ runningSeconds: 0, outcome: "FAILED", pendingSeconds: 0, generic });
            const inputs = await scenario().inputs({ waitFor: "SUCCEEDED" });
            const { initFailure } = await failureOf(plugin.create(inputs));
            const texts = [initFailure?.reasons[0] ?? "", JSON.stringify(initFailure?.properties["statusDetail"])];
            for (const fact of orchestratorFacts(generic)) {
                for (const text of texts) {
                    const plain = text.replaceAll('\\"', '"');
                    assert.ok(plain.includes(fact.text.replace(/\s+/g, " ")), `${name}: ${fact.text}\n${plain}`);
                }
            }
            assert.ok(!texts.join("").includes("s3cr3t"), name);
        }
    });

    it("replace a log without text", async () => {
        const { ccm, plugin } = scenario();
        await ccm.script({ runningSeconds: 0, outcome: "FAILED", logsGeneric: genericOf("pod-1.32-failed-exitcode") });
        const { initFailure } = await failureOf(plugin.create(await scenario().inputs({ waitFor: "SUCCEEDED" })));
        assert.match(
            initFailure?.reasons[0] ?? "",
            /The last lines of its log .*:\n\s*\| Pod score-pod-132-5lsr2: container scorer: Error, /,
        );
    });
});
