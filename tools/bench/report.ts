import { table } from "../table";
import type { Sample } from "./engineCommands";
import { VARIANTS, type Variant } from "./programs";
import { groupsOf, medianOf, ratioOf, recordOf } from "./samples";
import { spreadOf, type Spread } from "./statistics";

type ByVariant<T> = Readonly<Record<Variant, T>>;

/** Cost of one command with one number of resources, by variant. */
export interface Row {
    readonly command: string;
    readonly count: number;
    readonly latencyMs: number;
    readonly seconds: ByVariant<Spread>;
    /** Time relative to `floor` in the same round, so that load on both cancels out. */
    readonly ratio: ByVariant<Spread>;
    /** Time of `package` relative to `shape` in the same round. */
    readonly toShape: Spread;
    /** Bytes; `undefined` if unknown. */
    readonly peak: ByVariant<number | undefined>;
    readonly stateBytesPerResource: ByVariant<number | undefined>;
    readonly importMs: ByVariant<number | undefined>;
    readonly resourceMs: ByVariant<number | undefined>;
}

export function rowsOf(samples: readonly Sample[]): Row[] {
    return groupsOf(samples, ["command", "count", "latencyMs"]).map(({ key, samples: here }) => {
        const of = (variant: Variant) => here.filter(({ name }) => name === variant);
        const medians = (value: (sample: Sample) => number | undefined) =>
            recordOf(VARIANTS, (variant) => medianOf(of(variant).map(value)));
        return {
            ...key,
            seconds: recordOf(VARIANTS, (variant) => spreadOf(of(variant).map(({ seconds }) => seconds))),
            ratio: recordOf(VARIANTS, (variant) => ratioOf(of(variant), of("floor"))),
            toShape: ratioOf(of("package"), of("shape")),
            peak: medians(({ peakBytes }) => peakBytes),
            stateBytesPerResource: medians((sample) => sample.stateBytesPerResource),
            importMs: medians(({ times }) => times?.importMs),
            resourceMs: medians(({ times }) => times?.resourceMs),
        };
    });
}

/** The median, with the middle half in brackets. */
export function ratioText({ median, low, high }: Spread): string {
    return `${median.toFixed(2)} (${low.toFixed(2)}–${high.toFixed(2)})`;
}

/** Table of command times and their ratios. */
export function timeTable(rows: readonly Row[]): string {
    return table(
        [
            "command",
            "resources",
            "latency, ms",
            ...VARIANTS.map((variant) => `${variant}, s`),
            "package : floor",
            "package : shape",
            "naive : floor",
        ],
        rows.map(({ command, count, latencyMs, seconds, ratio: to, toShape }) => [
            command,
            count,
            latencyMs,
            ...VARIANTS.map((variant) => seconds[variant].median.toFixed(2)),
            ratioText(to.package),
            ratioText(toShape),
            ratioText(to.naive),
        ]),
    );
}

/** Table of memory, sizes of the state, and program times. */
export function sizeTable(rows: readonly Row[]): string {
    const all = (values: ByVariant<number | undefined>, digits: number, unit = 1) =>
        VARIANTS.map((variant) => ((values[variant] ?? NaN) / unit).toFixed(digits)).join(" / ");
    const is = (name: string) => (row: Row) => row.command === name && row.latencyMs === rows[0]?.latencyMs;
    const ups = rows.filter(is("up from empty"));
    const previews = rows.filter(is("preview, nothing changed"));
    return table(
        [VARIANTS.join(" / "), ...ups.map(({ count }) => `${count} resources`)],
        [
            ["peak memory of `up`, MB", ...ups.map(({ peak }) => all(peak, 0, 1e6))],
            ["peak memory of `preview`, MB", ...previews.map(({ peak }) => all(peak, 0, 1e6))],
            ["state per resource, bytes", ...ups.map((row) => all(row.stateBytesPerResource, 0))],
            ["import in the program, ms", ...previews.map(({ importMs }) => all(importMs, 1))],
            ["one resource in the program, ms", ...previews.map(({ resourceMs }) => all(resourceMs, 2))],
        ],
    );
}
