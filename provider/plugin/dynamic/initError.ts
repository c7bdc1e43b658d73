/**
 * The error by which Pulumi's plugin process learns that a resource is there but not as asked for: the engine then
 * records its id and outputs. Of this error people see `reasons`, not the message.
 */
export class InitError extends Error {
    readonly reasons: readonly string[];

    constructor(
        readonly id: string,
        reason: string,
        /** Complete outputs, plain JSON, with `__provider`. What is missing is lost. */
        readonly properties: Record<string, unknown>,
    ) {
        super(reason);
        this.name = "InitError";
        this.reasons = [reason];
    }
}
