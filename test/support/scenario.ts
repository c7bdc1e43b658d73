import { SEED } from "fortanix-ccm-simulator";
import { Ccm } from "./control";
import { TestStack, type ResourceSpec } from "./stack";

export interface Scenario {
    readonly ccm: Ccm;
    readonly stack: TestStack;
}

interface ScenarioOptions {
    /** Added to the environment of `pulumi`; endpoint and a Writer's token unless given. */
    readonly environment?: NodeJS.ProcessEnv;
    readonly simulator?: Parameters<typeof Ccm.start>[0];
}

/** A test with a CCM and a stack of its own. Both are taken away afterwards, whatever happens. */
export function inStack(
    promise: string,
    test: (scenario: Scenario) => Promise<void>,
    options: ScenarioOptions = {},
): void {
    it(promise, async () => {
        const ccm = await Ccm.start(options.simulator);
        try {
            const environment = {
                FORTANIX_CCM_ENDPOINT: ccm.url,
                FORTANIX_CCM_TOKEN: SEED.writerToken,
                // What previews ask CCM is a subject of its own: see e2e/preflight.
                FORTANIX_CCM_PREFLIGHT: "false",
                ...options.environment,
            };
            const stack = await TestStack.create(environment);
            await test({ ccm, stack });
            stack.remove();
        } finally {
            await ccm.close();
        }
    });
}

export const KUBERNETES = { kubernetesSingleJob: { namespace: "scoring", clusterId: SEED.kubernetesClusterId } };
export const ACI = { aciSingleJob: { clusterId: SEED.aciClusterId } };

/** A run on the seeded Kubernetes cluster, with some inputs and resource options changed. */
export function kubernetesRun(args: Record<string, unknown> = {}, opts: Record<string, unknown> = {}): ResourceSpec {
    return { args: { graphId: SEED.graphId, graphVersion: "2", deployment: KUBERNETES, ...args }, opts };
}
