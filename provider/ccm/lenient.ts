import { z } from "zod";

/** A field that is `undefined` when an answer lacks it or has it in another shape: no answer is lost for a detail. */
export function lenient<T extends z.ZodType>(schema: T) {
    return schema.optional().catch(undefined);
}

/** An object of which nothing but that is known. */
export const object = z.record(z.string(), z.unknown());

export const metadata = lenient(z.object({ total_count: lenient(z.number()), filtered_count: lenient(z.number()) }));
