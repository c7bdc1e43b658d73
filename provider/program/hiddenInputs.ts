import { createUrn, getOrganization, getProject, getStack, output, Resource, runtime, unknown } from "@pulumi/pulumi";
import type { CustomResourceOptions, Input, Output } from "@pulumi/pulumi";
import { isMocked } from "./mockedLookups";
import { userError } from "./userError";

/**
 * Rejects the resource option `import`, which Pulumi does not support for dynamic resources.
 *
 * @throws RunError if it is set
 */
export function refuseImport(type: string, name: string, options: CustomResourceOptions | undefined): void {
    if (options?.import !== undefined) {
        throw userError(`${type} ${name}: Pulumi cannot import dynamic resources; remove the option import`);
    }
}

/**
 * Inputs that the provider gets in addition to the arguments. Pulumi hides names with two leading underscores in diffs.
 *
 * @param provider text that Pulumi evaluates in its plugin process
 */
export function hiddenInputs(type: string, provider: string, name: string, options: CustomResourceOptions | undefined) {
    return { __provider: provider, __urn: urnOf(type, name, options?.parent) };
}

/** The resource's URN. Without a parent it is known at once, and a string costs the program less than an output. */
function urnOf(type: string, name: string, parent: Resource | undefined): Input<string> {
    // For a parent that is not a resource, `createUrn` causes an unhandled rejection; the constructor reports it.
    if (parent === undefined || !Resource.isInstance(parent))
        return `urn:pulumi:${getStack()}::${getProject()}::${type}::${name}`;
    return withoutDependencies(createUrn(name, type, parent));
}

/**
 * The input that the provider's `check` replaces by the stamp of a start. Unknown in a preview: an update may differ
 * from its plan only in values that were unknown. It is the organization, which the provider needs to find the stack
 * and which Pulumi passes to programs only.
 */
export function startMark(): Input<string> | undefined {
    // With mocks nothing is started, and there may be no organization.
    if (isMocked()) return undefined;
    return runtime.isDryRun() ? output(unknown as unknown as string) : getOrganization();
}

/**
 * Turns off stack traces while a constructor calls `super`. Pulumi's SDK captures four traces for each property of a
 * resource to debug promise leaks (PULUMI_DEBUG_PROMISE_LEAKS). In TypeScript programs each is mapped by source maps,
 * which takes longer than everything else that a resource costs its program. The SDK determines the source position of
 * a resource separately.
 *
 * A function around `super` or a class in between does not work: the SDK counts the stack frames up to the program.
 */
export function pauseTraces(): { resume(): void } {
    const limit = Error.stackTraceLimit;
    if (!process.env["PULUMI_DEBUG_PROMISE_LEAKS"]) Error.stackTraceLimit = 0;
    return { resume: () => void (Error.stackTraceLimit = limit) };
}

/**
 * The same value without its resource dependencies. A URN depends on the parent, and a dependency on a component
 * includes all of its children: siblings would wait for each other.
 */
function withoutDependencies<T>(value: Output<T>): Output<T> {
    return output(new Promise<T>((resolve) => value.apply(resolve))) as Output<T>;
}

type Path = (string | number)[];

/**
 * Paths of all secrets in `value`, as an output that is not secret itself; `undefined` if there are none. The provider
 * gets secrets in clear and needs the paths to mask them.
 */
export function secretPaths(value: object): Output<Path[] | undefined> {
    // Serialized as for the engine, so that secrets inside outputs are found as well.
    const sent: Promise<unknown> = runtime.serializeProperties("secretPaths", { ...value });
    return output(sent.then((properties) => collect(properties, []))).apply((paths) =>
        paths.length === 0 ? undefined : paths,
    );
}

function collect(value: unknown, path: Path): Path[] {
    if (typeof value !== "object" || value === null) return [];
    if (runtime.isRpcSecret(value)) return [path];
    return Object.entries(value).flatMap(([name, member]) =>
        collect(member, [...path, Array.isArray(value) ? Number(name) : name]),
    );
}
