/** Median and quartiles of some values. */
export interface Spread {
    readonly median: number;
    readonly low: number;
    readonly high: number;
}

/** @param values at least one */
export function spreadOf(values: readonly number[]): Spread {
    const sorted = [...values].sort((a, b) => a - b);
    return { median: quantile(sorted, 0.5), low: quantile(sorted, 0.25), high: quantile(sorted, 0.75) };
}

function quantile(sorted: readonly number[], part: number): number {
    const at = (sorted.length - 1) * part;
    const [below = NaN, above = below] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
    return below + (above - below) * (at - Math.floor(at));
}
