import { createUrn, getOrganization, getProject, getStack, output, Resource, runtime, unknown } from "@pulumi/pulumi";
import type { CustomResourceOptions, Input, Output } from "@pulumi/pulumi";
import { isMocked } from "./mockedLookups";
import { userError } from "./userError";

/** @throws Error for the option `import`, which Pulumi cannot keep for dynamic resources */
export function refuseImport(type: string, name: string, options: CustomResourceOptions | undefined): void {
    if (options?.import !== undefined) {
        throw userError(`${type} ${name}: Pulumi cannot import dynamic resources; remove the option import`);
    }
}

/**
 * What a resource's provider gets beside its arguments. Names that start with two underscores are hidden in diffs.
 *
 * @param provider the text that Pulumi evaluates in its plugin process
 */
export function hiddenInputs(type: string, provider: string, name: string, options: CustomResourceOptions | undefined) {
    return { __provider: provider, __urn: urnOf(type, name, options?.parent) };
}

/** At the top of a stack it is known at once, and text costs the program less than an output. */
function urnOf(type: string, name: string, parent: Resource | undefined): Input<string> {
    // Of what is no resource Pulumi makes a URN that is rejected later, and unhandled; its constructor refuses it with a name.
    if (parent === undefined || !Resource.isInstance(parent))
        return `urn:pulumi:${getStack()}::${getProject()}::${type}::${name}`;
    return withoutDependencies(createUrn(name, type, parent));
}

/**
 * What the provider's `check` makes the stamp of a start from. It is not known in a preview: only then may an update plan
 * differ from what the update does. The organization is told to programs only, and the provider needs it to find the stack.
 */
export function startMark(): Input<string> | undefined {
    // With mocks nothing is started, and there may be no organization.
    if (isMocked()) return undefined;
    return runtime.isDryRun() ? output(unknown as unknown as string) : getOrganization();
}

/**
 * Pulumi's SDK keeps four stack traces for each property of a resource, for its own hunt for promises that never end
 * (PULUMI_DEBUG_PROMISE_LEAKS). Where TypeScript runs, each is translated by its source maps, which takes more time than all
 * else that a resource costs its program. So a constructor pauses them around `super`. Where in the program a resource is
 * declared, the SDK finds out by itself.
 *
 * Neither a function around `super` nor a class between would do: the SDK counts the frames up to the program.
 */
export function pauseTraces(): { resume(): void } {
    const limit = Error.stackTraceLimit;
    if (!process.env["PULUMI_DEBUG_PROMISE_LEAKS"]) Error.stackTraceLimit = 0;
    return { resume: () => void (Error.stackTraceLimit = limit) };
}

/**
 * The same value without the resources it comes from. A URN comes from the parent, and a parent that is a component
 * stands for all of its children: each resource in it would wait for its siblings, and they for it.
 */
function withoutDependencies<T>(value: Output<T>): Output<T> {
    return output(new Promise<T>((resolve) => value.apply(resolve))) as Output<T>;
}

type Path = (string | number)[];

/**
 * The paths of all values in `value` that are secret, as an output that is not secret itself; `undefined` when there is
 * none. The provider gets secrets in clear and needs to know what it must not repeat.
 */
export function secretPaths(value: object): Output<Path[] | undefined> {
    // As it is sent: secrets inside of outputs are found as well.
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
