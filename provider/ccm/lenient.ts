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

/** The members of an object that can be read, and whether that is all of them. */
export interface Members<T> {
    readonly readable: Readonly<Record<string, T>>;
    /** Names of the others; `undefined` where there is something else than an object, of which no name is known. */
    readonly unreadable: readonly string[] | undefined;
}

export function members<T>(schema: z.ZodType<T>) {
    return z
        .unknown()
        .optional()
        .transform((given): Members<T> => {
            const { data, success } = object.safeParse(given ?? {});
            if (!success) return { readable: {}, unreadable: undefined };
            const read = Object.entries(data).map(([name, member]) => [name, schema.safeParse(member)] as const);
            return {
                readable: Object.fromEntries(read.flatMap(([name, one]) => (one.success ? [[name, one.data]] : []))),
                unreadable: read.flatMap(([name, one]) => (one.success ? [] : [name])),
            };
        });
}
