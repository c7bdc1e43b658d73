import type { Sample } from "./engineCommands";
import { spreadOf, type Spread } from "./statistics";
import { VARIANTS, type Variant } from "./programs";

/** What one command costs with one number of resources, for each variant. */
export interface Row {
    readonly command: string;
    readonly count: number;
    readonly latencyMs: number;
    readonly seconds: Readonly<Record<Variant, Spread>>;
    /** To the floor, of the same round: what disturbs both goes out. */
    readonly ratio: Readonly<Record<Exclude<Variant, "floor">, Spread>>;
    /** Bytes; `undefined` where it is not known. */
    readonly peak: Readonly<Record<Variant, number | undefined>>;
    readonly stateBytesPerResource: Readonly<Record<Variant, number | undefined>>;
}

export function rowsOf(samples: readonly Sample[]): Row[] {
    const keys = [
        ...new Set(samples.map(({ command, count, latencyMs }) => JSON.stringify({ command, count, latencyMs }))),
    ];
    return keys.map((key) => {
        const { command, count, latencyMs } = JSON.parse(key) as Pick<Sample, "command" | "count" | "latencyMs">;
        const here = samples.filter(
            (sample) => sample.command === command && sample.count === count && sample.latencyMs === latencyMs,
        );
        const of = (variant: Variant) => here.filter((sample) => sample.variant === variant);
        const floorOf = (round: number) => of("floor").find((sample) => sample.round === round)?.seconds ?? NaN;
        const each = <T>(value: (variant: Variant) => T) =>
            Object.fromEntries(VARIANTS.map((variant) => [variant, value(variant)])) as Record<Variant, T>;
        const ratioOf = (variant: Variant) =>
            spreadOf(of(variant).map(({ seconds, round }) => seconds / floorOf(round)));
        return {
            command,
            count,
            latencyMs,
            seconds: each((variant) => spreadOf(of(variant).map(({ seconds }) => seconds))),
            ratio: { package: ratioOf("package"), naive: ratioOf("naive") },
            peak: each((variant) => median(of(variant).map(({ peakBytes }) => peakBytes))),
            stateBytesPerResource: each((variant) => median(of(variant).map((sample) => sample.stateBytesPerResource))),
        };
    });
}

function median(values: readonly (number | undefined)[]): number | undefined {
    const known = values.filter((value) => value !== undefined);
    return known.length === 0 ? undefined : spreadOf(known).median;
}

/** The rows as a Markdown table. */
export function tableOf(rows: readonly Row[]): string {
    const time = ({ median, low, high }: Spread) => `${median.toFixed(2)} (${low.toFixed(2)}–${high.toFixed(2)})`;
    const megabytes = (bytes: number | undefined) => (bytes === undefined ? "" : (bytes / 1e6).toFixed(0));
    const lines = rows.map(({ command, count, latencyMs, seconds, ratio, peak, stateBytesPerResource: state }) =>
        [
            command,
            count,
            latencyMs,
            ...VARIANTS.map((variant) => time(seconds[variant])),
            time(ratio.package),
            time(ratio.naive),
            VARIANTS.map((variant) => megabytes(peak[variant])).join(" / "),
            VARIANTS.map((variant) => state[variant]?.toFixed(0) ?? "")
                .join(" / ")
                .replace(/^[ /]+$/, ""),
        ].join(" | "),
    );
    return [
        "| command | resources | latency, ms | floor, s | package, s | naive, s | package : floor | naive : floor | peak memory, MB | state per resource, bytes |",
        "|---|---|---|---|---|---|---|---|---|---|",
        ...lines.map((line) => `| ${line} |`),
    ].join("\n");
}
