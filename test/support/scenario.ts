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
    /** Added to the environment of `pulumi`; endpoint and a Writer's token unless given. */
    readonly environment?: NodeJS.ProcessEnv;
    readonly simulator?: Parameters<typeof Ccm.start>[0];
    /** The project; a JavaScript program that declares what `stack.declare` says, unless given. */
    readonly files?: Readonly<Record<string, string>>;
}

/**
 * For a test in which the package waits for more than a minute, as for an answer that was lost: its time, and that of its CCM,
 * goes eight times as fast.
 */
export const FAST: ScenarioOptions = { simulator: { speed: 8 } };

/** For a test whose previews ask CCM: their two seconds for it are twenty, which a busy machine keeps. */
export const UNHURRIED: ScenarioOptions = { simulator: { speed: 0.1 } };

/** A test with a CCM and a stack of its own. Both are taken away afterwards; the stack's folder is kept when it fails. */
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

/** What a stack needs to run against this service, as a Writer. */
export function environmentFor(ccm: Ccm): NodeJS.ProcessEnv {
    return {
        FORTANIX_CCM_ENDPOINT: ccm.url,
        ...credentialsFor(servedAs),
        // What previews ask CCM is a subject of its own: see e2e/preflight.
        FORTANIX_CCM_PREFLIGHT: "false",
        TEST_CLOCK: ccm.clock,
    };
}

/** What opens a CCM that is served so. */
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
