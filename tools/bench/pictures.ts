import { init, type EChartsOption } from "echarts";
import { COMMAND_NAMES } from "./engineCommands";
import { VARIANTS, type Variant } from "./programs";
import type { Row } from "./report";
import type { WaitingCost } from "./waitingPlugin";
import { promisedSeconds } from "./waits";
import { limitOf, pollsOf, type WaitResults } from "./waitTables";

/** Charts by file name. */
export type Pictures = Readonly<Record<string, string>>;

/** Charts of commands: time, memory, size of the state, and time spent in the program. */
export function commandPictures(rows: readonly Row[]): Pictures {
    const cell = ({ count, latencyMs }: Row) => `${count} resources, ${latencyMs} ms`;
    const of = (command: string) => rows.filter((row) => row.command === command);
    const [ups, previews] = [of("up from empty"), of("preview, nothing changed")];
    const times = COMMAND_NAMES.map((command) => {
        const title = `${command}: time, as a ratio to the floor`;
        const series = (["shape", "package", "naive"] as const).map((variant) => ({
            name: variant,
            data: of(command).map(({ ratio }) => rounded(ratio[variant].median, 2)),
        }));
        return [command.replace(/\W+/g, "-"), bars({ title, labels: of(command).map(cell), unit: "× floor", series })];
    });
    const ofEach = (
        title: string,
        unit: string,
        here: readonly Row[],
        value: (row: Row, variant: Variant) => number | undefined,
        digits = 0,
    ) =>
        bars({
            title,
            labels: here.map(cell),
            unit,
            series: VARIANTS.map((name) => ({ name, data: here.map((row) => rounded(value(row, name), digits)) })),
        });
    const megabytes = ({ peak }: Row, variant: Variant) => (peak[variant] ?? 0) / 1e6;
    return {
        ...(Object.fromEntries(times) as Pictures),
        memory: ofEach("Peak memory of `up`, all processes together", "MB", ups, megabytes),
        state: ofEach("State of one resource", "bytes", ups, (row, variant) => row.stateBytesPerResource[variant]),
        import: ofEach("To load it in the program", "ms", previews, (row, variant) => row.importMs[variant], 1),
        resource: ofEach(
            "To make one resource in the program",
            "ms",
            previews,
            (row, variant) => row.resourceMs[variant],
            2,
        ),
    };
}

/** Charts of waits: requests, delay until an end is noticed, and cost of a rate limit. */
export function waitPictures({ usual, throttled }: WaitResults): Pictures {
    const labels = usual.map(({ wait }) => `${wait.runs} × ${wait.minutes} min`);
    const limits = [...new Set(throttled.map(({ wait }) => limitOf(wait)))];
    return {
        requests: bars({
            title: "Requests to start runs and wait for their end",
            labels,
            unit: "requests",
            isLogarithmic: true,
            series: [
                { name: "package", data: usual.map(({ figures }) => figures.starts + pollsOf(figures)) },
                { name: "naive", data: usual.map(({ naiveRequests }) => naiveRequests) },
            ],
        }),
        noticed: bars({
            title: "From the end of a run until it is noticed",
            labels,
            unit: "s",
            series: [
                { name: "at most", data: usual.map(({ figures }) => rounded(figures.noticedAfterAtMost, 1)) },
                { name: "promised", data: usual.map(({ wait }) => promisedSeconds(wait.minutes * 60)) },
            ],
        }),
        "rate-limit": bars({
            title: "Runs of 10 min at a limited rate: until all are over, beyond the 10 min",
            labels: [...new Set(throttled.map(({ wait }) => `${wait.runs} runs`))],
            unit: "s",
            series: limits.map((limit) => ({
                name: limit,
                data: throttled
                    .filter(({ wait }) => limitOf(wait) === limit)
                    .map(({ wait, figures }) => rounded(figures.seconds - wait.minutes * 60, 0)),
            })),
        }),
    };
}

/** Chart of the CPU time and requests of the plugin process while it waits for runs. */
export function waitingPicture(costs: readonly WaitingCost[]): string {
    return bars({
        title: "The plugin process while 500 runs wait",
        labels: ["% of a processor", "requests a second"],
        unit: "",
        series: costs.map(({ variant, cpu, requestsPerSecond }) => ({
            name: variant,
            data: [rounded(100 * cpu, 1), rounded(requestsPerSecond, 2)],
        })),
    });
}

function rounded(value: number | undefined, digits: number): number {
    return Number((value ?? 0).toFixed(digits));
}

interface Bars {
    readonly title: string;
    readonly labels: readonly string[];
    readonly unit: string;
    readonly isLogarithmic?: boolean;
    readonly series: readonly { readonly name: string; readonly data: readonly number[] }[];
}

function bars({ title, labels, unit, isLogarithmic = false, series }: Bars): string {
    const chart = init(null, null, { renderer: "svg", ssr: true, width: 860, height: 380 });
    const options: EChartsOption = {
        animation: false,
        backgroundColor: "#ffffff",
        title: { text: title, left: 16, top: 8 },
        legend: { top: 36 },
        grid: { left: 64, right: 24, top: 80, bottom: 72 },
        xAxis: { type: "category", data: [...labels], axisLabel: { interval: 0, rotate: 20 } },
        yAxis: isLogarithmic ? { type: "log", name: unit, min: 1 } : { type: "value", name: unit, min: 0 },
        series: series.map(({ name, data }) => ({
            name,
            type: "bar",
            data: [...data],
            label: { show: true, position: "top", fontSize: 10 },
        })),
    };
    chart.setOption(options);
    const svg = chart.renderToSVGString();
    chart.dispose();
    return svg;
}
