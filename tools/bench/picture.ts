import { init } from "echarts";
import type { Row } from "./report";

/** One picture for each command: how its time grows with the number of resources, as ratios to the floor. */
export function pictureOf(command: string, rows: readonly Row[]): string {
    const here = rows.filter((row) => row.command === command);
    const labels = here.map(({ count, latencyMs }) => `${count} resources, ${latencyMs} ms`);
    const chart = init(null, null, { renderer: "svg", ssr: true, width: 720, height: 360 });
    chart.setOption({
        animation: false,
        backgroundColor: "#ffffff",
        title: { text: `${command}: time, as a ratio to the floor`, left: 16, top: 8 },
        legend: { top: 36 },
        grid: { left: 64, right: 24, top: 80, bottom: 48 },
        xAxis: { type: "category", data: labels },
        yAxis: { type: "value", name: "× floor", min: 0 },
        series: (["package", "naive"] as const).map((variant) => ({
            name: variant,
            type: "bar",
            data: here.map(({ ratio }) => Number(ratio[variant].median.toFixed(3))),
            label: { show: true, position: "top" },
        })),
    });
    const svg = chart.renderToSVGString();
    chart.dispose();
    return svg;
}
