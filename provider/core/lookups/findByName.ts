import { naturalOrder } from "../../ccm";
import { firstOf } from "../text";

/** More candidates than this help nobody. */
const MAX_NAMED = 20;

/**
 * The one thing of a name.
 *
 * @param what `cluster`, and so on
 * @param byName those that the service gives for the name
 * @param all every one, asked for only to name candidates
 * @param idOf its id, with the name of the argument that takes it
 * @throws Error that lists the candidates when there is none, or more than one
 */
export async function findUniqueByName<T extends { readonly name: string }>(
    what: string,
    name: string,
    byName: () => Promise<readonly T[]>,
    all: () => Promise<readonly T[]>,
    idOf: { readonly argument: string; read(item: T): string },
): Promise<T> {
    // The service may take the name for a part of one.
    const found = (await byName()).filter((item) => item.name === name);
    const [first] = found;
    if (first !== undefined && found.length === 1) return first;
    if (first !== undefined) {
        const ids = found.map((item) => idOf.read(item));
        throw new Error(
            `${found.length} ${what}s are named "${name}": give ${idOf.argument}, one of ${firstOf(ids, MAX_NAMED)}`,
        );
    }
    const names = [...new Set((await all()).map((item) => item.name))].sort(naturalOrder);
    const known = names.length === 0 ? `this account sees no ${what}` : `there are ${firstOf(names, MAX_NAMED)}`;
    throw new Error(`no ${what} is named "${name}"; ${known}`);
}
