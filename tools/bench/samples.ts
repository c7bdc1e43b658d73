import type { Sample } from "./engineCommands";
import { spreadOf, type Spread } from "./statistics";

/** Groups samples by some fields, in the order of their first sample. */
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

/** Ratio of the times of some samples to others in the same round, so that load on both cancels out. */
export function ratioOf(some: readonly Sample[], others: readonly Sample[]): Spread {
    const ratios = some.map(({ round, seconds }) => {
        const other = others.find((sample) => sample.round === round);
        return seconds / (other?.seconds ?? NaN);
    });
    return spreadOf(ratios);
}

/** A record with a value for each name. */
export function recordOf<Name extends string, T>(
    names: readonly Name[],
    value: (name: Name) => T,
): Readonly<Record<Name, T>> {
    return Object.fromEntries(names.map((name) => [name, value(name)])) as Record<Name, T>;
}

/** Median of the known values; `undefined` if there are none. */
export function medianOf(values: readonly (number | undefined)[]): number | undefined {
    const known = values.filter((value) => value !== undefined);
    return known.length === 0 ? undefined : spreadOf(known).median;
}
