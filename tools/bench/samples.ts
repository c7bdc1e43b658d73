import type { Sample } from "./engineCommands";
import { spreadOf, type Spread } from "./statistics";

/** Samples in groups that agree in some fields, in the order of their first. */
export function groupsOf<Field extends keyof Sample>(
    samples: readonly Sample[],
    fields: readonly Field[],
): { readonly key: Pick<Sample, Field>; readonly samples: readonly Sample[] }[] {
    const keyOf = (sample: Sample) => Object.fromEntries(fields.map((field) => [field, sample[field]]));
    const texts = new Set(samples.map((sample) => JSON.stringify(keyOf(sample))));
    return [...texts].map((text) => ({
        key: JSON.parse(text) as Pick<Sample, Field>,
        samples: samples.filter((sample) => JSON.stringify(keyOf(sample)) === text),
    }));
}

/** The time of some samples as a ratio to that of others, of the same round: what disturbs both goes out. */
export function ratioOf(some: readonly Sample[], others: readonly Sample[]): Spread {
    const ratios = some.map(({ round, seconds }) => {
        const other = others.find((sample) => sample.round === round);
        return seconds / (other?.seconds ?? NaN);
    });
    return spreadOf(ratios);
}

/** A value for each of some names. */
export function recordOf<Name extends string, T>(
    names: readonly Name[],
    value: (name: Name) => T,
): Readonly<Record<Name, T>> {
    return Object.fromEntries(names.map((name) => [name, value(name)])) as Record<Name, T>;
}

/** The middle of what is known; `undefined` where nothing is. */
export function medianOf(values: readonly (number | undefined)[]): number | undefined {
    const known = values.filter((value) => value !== undefined);
    return known.length === 0 ? undefined : spreadOf(known).median;
}
