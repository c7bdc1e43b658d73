import type { z } from "zod";

/** A field that is `undefined` when an answer lacks it or has it in another shape: no answer is lost for a detail. */
export function lenient<T extends z.ZodType>(schema: T) {
    return schema.optional().catch(undefined);
}
