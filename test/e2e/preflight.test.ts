import assert from "node:assert/strict";
import { SEED } from "fortanix-ccm-simulator";
import { ACI, inStack as inQuietStack, kubernetesRun, UNHURRIED } from "../support/scenario";

const UNKNOWN = "00000000-0000-4000-8000-000000000001";
const scorer = SEED.runtimeConfigIds["2"];

/** A test with a stack whose previews ask CCM. */
const inStack: typeof inQuietStack = (promise, test, options) =>
    inQuietStack(promise, test, {
        ...UNHURRIED,
        ...options,
        environment: { FORTANIX_CCM_PREFLIGHT: undefined, ...options?.environment },
    });

/** Mistakes that only CCM can detect, and the line that each must show on the row of the run. */
const mistakes: Record<string, [args: Record<string, unknown>, line: string]> = {
    noGraph: [
        { graphId: UNKNOWN },
        `graphId ${UNKNOWN}: CCM has no such final graph, or shows it to another account only`,
    ],
    secretGraph: [
        { graphId: { $secret: UNKNOWN } },
        "graphId [secret]: CCM has no such final graph, or shows it to another account only",
    ],
    noVersion: [
        { graphVersion: "3" },
        'graphVersion 3: graph "nightly-scoring" has no final version 3; final versions: 1, 2. A version becomes final when it is approved in CCM',
    ],
    noCluster: [
        { deployment: { aciSingleJob: { clusterId: UNKNOWN } } },
        `deployment.aciSingleJob.clusterId ${UNKNOWN}: CCM has no such cluster, or shows it to another account only`,
    ],
    wrongKind: [
        { deployment: { aciSingleJob: { clusterId: SEED.kubernetesClusterId } } },
        'deployment.aciSingleJob: cluster "aks-west" is of the kind Kubernetes; write deployment.kubernetesSingleJob, or name a cluster of the kind Azure Container Instances',
    ],
    oldKey: [
        {
            deployment: ACI,
            runtimeConfigs: { [SEED.runtimeConfigIds["1"]]: { deployment: { aci: {} } } },
        },
        `runtimeConfigs.${SEED.runtimeConfigIds["1"]} is not a runtime configuration of graph "nightly-scoring" version 2; it has "${scorer}" (scorer, node node-1)`,
    ],
    noDeployment: [
        { deployment: undefined },
        'deployment is required: version 2 of graph "nightly-scoring" has no deployment of its own',
    ],
};

describe("a preview asks CCM about the runs that it would start", () => {
    inStack("errors appear on the rows of their runs and fail the preview", async ({ ccm, stack }) => {
        stack.declare(
            Object.fromEntries(Object.entries(mistakes).map(([name, [args]]) => [name, kubernetesRun(args)])),
        );
        const { code, output } = await stack.preview();
        assert.notEqual(code, 0);
        for (const [name, [, line]] of Object.entries(mistakes)) {
            const row = output.slice(output.indexOf(`WorkflowRun (${name}):\n`));
            assert.equal(row.split("\n")[1]?.trim(), `error: ${line}`, output);
        }
        const good = { good: kubernetesRun() };
        stack.declare({ ...good, noVersion: kubernetesRun({ graphVersion: "3" }) });
        const targeted = await stack.preview("--target", "**::good");
        assert.equal(targeted.code, 0, "runs that are not targeted are not checked");
        assert.deepEqual(await ccm.runs(), []);
    });

    inStack(
        "100 runs of one graph cost one request each for graph, cluster, runs and the role",
        async ({ ccm, stack }) => {
            const names = Array.from({ length: 100 }, (_, index) => `run-${index}`);
            stack.declare(Object.fromEntries(names.map((name) => [name, kubernetesRun()])));
            const { code, output } = await stack.preview();
            assert.equal(code, 0, output);
            const operations = (await ccm.requests()).map(({ operation }) => operation);
            assert.deepEqual(operations.sort(), ["getCluster", "getGraph", "listRuns", "runStatus"]);
        },
    );

    inStack("an identical active run is reported; an unchanged run is not checked", async ({ ccm, stack }) => {
        const other = await ccm.startForeign();
        stack.declare({ run: kubernetesRun(), careful: kubernetesRun({ ifActive: "refuse" }) });
        const first = await stack.preview();
        assert.equal(first.code, 0, first.output);
        assert.match(
            first.output,
            new RegExp(`run: run ${other} \\(RUNNING, started \\d+ s ago\\).* is already active`),
        );
        assert.match(first.output, /warning: run .* is already active, and ifActive is "refuse": the start is refused/);

        stack.declare({ run: kubernetesRun() });
        await stack.mustRun("up", "--yes", "--skip-preview");
        await ccm.forgetRequests();
        const second = await stack.preview("--expect-no-changes");
        assert.equal(second.code, 0, second.output);
        assert.deepEqual(await ccm.requests(), []);
    });

    inStack(
        "a run that the update replaces is not reported as active; a run to adopt must exist",
        async ({ ccm, stack }) => {
            stack.declare({ run: kubernetesRun({ triggers: { v: 1 } }) });
            await stack.mustRun("up", "--yes", "--skip-preview");
            const secretly = kubernetesRun({ triggers: { v: { $secret: "two" } } });
            stack.declare({ run: secretly, lost: kubernetesRun({ adoptRunId: UNKNOWN }) });
            const { code, output } = await stack.preview();
            assert.notEqual(code, 0, output);
            assert.match(output, /new run: triggers\.v changed/);
            assert.doesNotMatch(output, /already active|there is run/);
            assert.match(output, new RegExp(`error: adoptRunId ${UNKNOWN}: CCM has no such run`));
            assert.equal((await ccm.runs()).length, 1);
        },
    );

    inStack(
        "a credential that cannot start runs causes a warning and does not fail the preview",
        async ({ stack }) => {
            stack.declare({ run: kubernetesRun() });
            const { code, output } = await stack.preview();
            assert.equal(code, 0, output);
            assert.match(output, /warning: this credential can read from CCM but cannot start runs/);
        },
        { environment: { FORTANIX_CCM_TOKEN: SEED.readerToken } },
    );

    inStack("a service that does not respond costs two seconds and one debug line", async ({ ccm, stack }) => {
        await ccm.fault({ operation: "*", when: "before", kind: "delay", delayMs: 600_000, times: 100 });
        stack.declare({ run: kubernetesRun({ graphId: UNKNOWN }) });
        const { code, output } = await stack.preview("--debug");
        assert.equal(code, 0, output);
        assert.match(output, /debug: run was not checked in CCM: /);
        assert.ok(!/warning:|error:/.test(output), output);
    });

    inStack(
        "nothing is checked without a credential (reported), with preflight: false, or if the endpoint is not CCM",
        async ({ ccm, stack }) => {
            stack.declare({ run: kubernetesRun({ graphId: UNKNOWN }), other: kubernetesRun({ graphId: UNKNOWN }) });
            const { code: passed, output: unchecked } = await stack.with({ FORTANIX_CCM_TOKEN: "" }).preview();
            assert.equal(passed, 0, unchecked);
            assert.equal(unchecked.match(/no run was checked in CCM: .*no credential/g)?.length, 2, unchecked);
            const silent: Record<string, string>[] = [
                { FORTANIX_CCM_PREFLIGHT: "false" },
                { FORTANIX_CCM_API_PREFIX: "/elsewhere" },
            ];
            for (const environment of silent) {
                const { code, output } = await stack.with(environment).preview();
                assert.equal(code, 0, output);
                assert.ok(!/Diagnostics/.test(output), output);
            }
            const asked = (await ccm.requests()).filter(({ url }) => !url.startsWith("/elsewhere"));
            assert.deepEqual(asked, []);
        },
    );
});
