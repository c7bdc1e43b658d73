/** `created_at` is in seconds; a number beyond this can only be milliseconds (the year 5138 in seconds). */
const LARGEST_SECONDS = 1e11;

/** CCM's `created_at` in milliseconds since 1970; `undefined` when it is not told. */
export function createdAtMs(createdAt: number | undefined): number | undefined {
    if (createdAt === undefined) return undefined;
    return createdAt > LARGEST_SECONDS ? createdAt : createdAt * 1000;
}
