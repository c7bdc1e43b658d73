/** A workflow run as `pulumi preview --json` shows it. */
export function state(inputs: object, outputs: object = {}) {
    return {
        type: "pulumi-nodejs:dynamic/fortanix-ccm:WorkflowRun",
        id: "id",
        inputs,
        outputs: { runId: "id", ...inputs, ...outputs },
    };
}

export interface PlannedStep {
    readonly op: string;
    readonly name: string;
    readonly oldState?: object;
    readonly newState?: object;
    readonly replaceReasons?: readonly string[];
}

/** Output of `pulumi preview --json` for these steps. */
export function previewOf(steps: readonly PlannedStep[], diagnostics: readonly object[] = []): string {
    const withUrns = steps.map(({ name, ...step }) => ({ ...step, urn: `urn:pulumi:s::p::t::${name}` }));
    return JSON.stringify({ steps: withUrns, diagnostics });
}
