import { relative } from "node:path";
import { SEED } from "fortanix-ccm-simulator";
import { root } from "../../tools/repository";
import { Ccm, servedAs } from "./control";
import { TestStack, type ResourceSpec } from "./stack";

export interface Scenario {
    readonly ccm: Ccm;
    readonly stack: TestStack;
}

interface ScenarioOptions {
    /** Added to the environment of `pulumi`, which has the endpoint and a Writer's token by default. */
    readonly environment?: NodeJS.ProcessEnv;
    readonly simulator?: Parameters<typeof Ccm.start>[0];
    /** Files of the project; by default a JavaScript program that declares the resources of `stack.declare`. */
    readonly files?: Readonly<Record<string, string>>;
}

/**
 * For a test in which the package waits for more than a minute, such as for a lost response: its clock and that of its
 * CCM run eight times as fast.
 */
export const FAST: ScenarioOptions = { simulator: { speed: 8 } };

/** For a test whose previews ask CCM: their limit of 2 s becomes 20 s, which a busy machine can keep. */
export const UNHURRIED: ScenarioOptions = { simulator: { speed: 0.1 } };

/** Defines a test with its own CCM and stack. Both are removed afterwards; the stack's folder is kept if it fails. */
export function inStack(
    promise: string,
    test: (scenario: Scenario) => Promise<void>,
    options: ScenarioOptions = {},
): void {
    it(promise, async () => {
        await using ccm = await Ccm.start(options.simulator);
        const stack = await TestStack.create({ ...environmentFor(ccm), ...options.environment }, options.files);
        try {
            await test({ ccm, stack });
            await stack.remove();
        } catch (error) {
            stack.endProcesses();
            if (error instanceof Error) error.message += `\nkept: ${relative(root, stack.folder)}`;
            throw error;
        }
    });
}

/** Environment of a stack that uses this service as a Writer. */
export function environmentFor(ccm: Ccm): NodeJS.ProcessEnv {
    return {
        FORTANIX_CCM_ENDPOINT: ccm.url,
        ...credentialsFor(servedAs),
        // e2e/preflight tests the requests of previews.
        FORTANIX_CCM_PREFLIGHT: "false",
        TEST_CLOCK: ccm.clock,
    };
}

/** Credentials for a CCM in this deployment. */
export function credentialsFor(deployment: typeof servedAs): NodeJS.ProcessEnv {
    if (deployment === undefined) return { FORTANIX_CCM_TOKEN: SEED.writerToken };
    return {
        ...{ FORTANIX_CCM_APP_ID: SEED.app.appId, FORTANIX_CCM_API_KEY: SEED.app.apiKey },
        ...(deployment === "armor" && { FORTANIX_CCM_DEPLOYMENT: "armor" }),
    };
}

export const KUBERNETES = { kubernetesSingleJob: { namespace: "scoring", clusterId: SEED.kubernetesClusterId } };
export const ACI = { aciSingleJob: { clusterId: SEED.aciClusterId } };

/** A run on the seeded Kubernetes cluster, with some inputs and resource options changed. */
export function kubernetesRun(args: Record<string, unknown> = {}, opts: Record<string, unknown> = {}): ResourceSpec {
    return { args: { graphId: SEED.graphId, graphVersion: "2", deployment: KUBERNETES, ...args }, opts };
}
