import { CustomResource } from "@pulumi/pulumi";

/** Whether a value is a resource of a type, by the type that the SDK stores: classes differ between package copies. */
export function isOfType(value: unknown, type: string): boolean {
    return CustomResource.isInstance(value) && (value as unknown as { __pulumiType?: string }).__pulumiType === type;
}
