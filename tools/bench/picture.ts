import { init, type EChartsOption } from "echarts";
import type { Row } from "./report";
import type { WaitResults } from "./waitTables";

/** One picture for each command: how its time grows with the number of resources, as ratios to the floor. */
export function commandPicture(command: string, rows: readonly Row[]): string {
    const here = rows.filter((row) => row.command === command);
    return bars({
        title: `${command}: time, as a ratio to the floor`,
        labels: here.map(({ count, latencyMs }) => `${count} resources, ${latencyMs} ms`),
        unit: "× floor",
        series: (["shape", "package", "naive"] as const).map((variant) => ({
            name: variant,
            data: here.map(({ ratio }) => Number(ratio[variant].median.toFixed(2))),
        })),
    });
}

/** How many requests it takes to wait for runs. */
export function waitPicture({ usual }: WaitResults): string {
    return bars({
        title: "Requests to start runs and wait for their end",
        labels: usual.map(({ wait }) => `${wait.runs} × ${wait.minutes} min`),
        unit: "requests",
        isLogarithmic: true,
        series: [
            {
                name: "package",
                data: usual.map(({ figures: { starts, statuses, lists } }) => starts + statuses + lists),
            },
            { name: "naive", data: usual.map(({ naiveRequests }) => naiveRequests) },
        ],
    });
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
