import { naturalOrder } from "../../ccm";
import { firstOf } from "../text";

/** Maximum number of candidates in a message. */
const MAX_NAMED = 20;

/**
 * Finds the one item with a name.
 *
 * @param what the kind of item, such as `cluster`
 * @param byName the items that the service returns for the name
 * @param all all items, requested only to list candidates
 * @param idOf reads an item's id; `argument` is the name of the argument that takes it
 * @throws Error that lists the candidates if the name is unknown or ambiguous
 */
export async function findUniqueByName<T extends { readonly name: string }>(
    what: string,
    name: string,
    byName: () => Promise<readonly T[]>,
    all: () => Promise<readonly T[]>,
    idOf: { readonly argument: string; read(item: T): string },
): Promise<T> {
    // The service may match names partially.
    const found = (await byName()).filter((item) => item.name === name);
    const [first] = found;
    if (first !== undefined && found.length === 1) return first;
    if (first !== undefined) {
        const ids = found.map((item) => idOf.read(item));
        throw new Error(
            `${found.length} ${what}s are named "${name}": set ${idOf.argument} to one of ${firstOf(ids, MAX_NAMED)}`,
        );
    }
    const names = [...new Set((await all()).map((item) => item.name))].sort(naturalOrder);
    const known =
        names.length === 0 ? `no ${what} is visible to this account` : `available: ${firstOf(names, MAX_NAMED)}`;
    throw new Error(`no ${what} is named "${name}"; ${known}`);
}
