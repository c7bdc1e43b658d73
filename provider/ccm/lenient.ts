import { z } from "zod";

/** A field that is `undefined` when an answer lacks it or has it in another shape: no answer is lost for a detail. */
export function lenient<T extends z.ZodType>(schema: T) {
    return schema.optional().catch(undefined);
}

/** An object of which nothing but that is known. */
export const object = z.record(z.string(), z.unknown());

export const metadata = lenient(z.object({ total_count: lenient(z.number()), filtered_count: lenient(z.number()) }));

/** The rows of a list that can be read; one that cannot costs itself, and never the list. */
export interface Rows<T> {
    readonly readable: readonly T[];
    /** How many there are, with those that cannot be read. */
    readonly count: number;
}

export function rows<T>(schema: z.ZodType<T>) {
    return z.array(z.unknown()).transform((items): Rows<T> => ({
        readable: items.flatMap((item) => {
            const { data, success } = schema.safeParse(item);
            return success ? [data] : [];
        }),
        count: items.length,
    }));
}

/** The members of an object that can be read; none where there is no object. */
export function members<T>(schema: z.ZodType<T>) {
    return lenient(object).transform((given = {}): Record<string, T> =>
        Object.fromEntries(
            Object.entries(given).flatMap(([name, member]) => {
                const { data, success } = schema.safeParse(member);
                return success ? [[name, data]] : [];
            }),
        ),
    );
}
