import { z } from "zod";

/** Makes a missing or invalid field `undefined`, so that it does not invalidate the whole response. */
export function lenient<T extends z.ZodType>(schema: T) {
    return schema.optional().catch(undefined);
}

/** An object of unknown shape. */
export const object = z.record(z.string(), z.unknown());

export const metadata = lenient(z.object({ total_count: lenient(z.number()), filtered_count: lenient(z.number()) }));

/** Valid rows of a list. An invalid row is dropped without affecting the others. */
export interface Rows<T> {
    readonly readable: readonly T[];
    /** Number of rows, including invalid ones. */
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

/** Valid members of an object, and the names of the others. */
export interface Members<T> {
    readonly readable: Readonly<Record<string, T>>;
    /** Names of invalid members; `undefined` if the value is not an object. */
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
