import { CustomResource } from "@pulumi/pulumi";

/** Whether a value is a resource of a type, by the type that Pulumi's SDK notes in it: classes differ between copies of a package. */
export function isOfType(value: unknown, type: string): boolean {
    return CustomResource.isInstance(value) && (value as unknown as { __pulumiType?: string }).__pulumiType === type;
}
