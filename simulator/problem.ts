/** An answer that reports an error, as the service would give it. */
export class Problem extends Error {
    constructor(
        readonly statusCode: number,
        message: string,
    ) {
        super(message);
    }
}
