import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { htmlOf } from "../../provider/cli/review/html";
import { parsePreview } from "../../provider/cli/review/previewDocument";
import { reviewOf } from "../../provider/cli/review/report";
import { openBrowser } from "../support/browser";
import { previewOf, state } from "../support/previews";
import { root } from "../../tools/repository";

const folder = join(root, ".work", "review");
const place = { deployment: { kubernetesSingleJob: { namespace: "scoring", clusterId: "5f0f8c5e-6c0a-4a0e-9a56" } } };
const job = (image: string) => ({
    graphId: "9b7ff0bb-6c1c-4c5c-8d6e",
    graphVersion: "2",
    ...place,
    runtimeConfigs: {
        "64260fff2a92becd96c0b3f76f1acf304287bba2bc2be39ea0b9d579a2279f31": { image, command: "x".repeat(300) },
    },
});
const review = reviewOf(
    parsePreview(
        previewOf(
            [
                { op: "create", name: "fresh", newState: state(job("scorer:1")) },
                { op: "delete", name: "gone", oldState: state(job("scorer:1"), { runStatus: "RUNNING" }) },
                {
                    op: "replace",
                    name: "nightly",
                    oldState: { ...state(job("scorer:1"), { runStatus: "RUNNING" }), delete: true },
                    newState: state(job("scorer:2")),
                },
            ],
            [
                { urn: "urn:pulumi:s::p::t::fresh", message: "error: graphVersion 2: not final", severity: "error" },
                { urn: "urn:pulumi:s::p::t::nightly", message: "warning: only a Reader", severity: "warning" },
            ],
        ),
    ),
    Date.now(),
);

interface Measures {
    readonly overflow: number;
    readonly background: string;
    readonly leastContrast: number;
}

const measure = readFileSync(join(__dirname, "..", "support", "pageMeasures.js"), "utf8");

describe("the HTML page of a review, in a real browser", function () {
    let browser: Browser | undefined;
    before(async function () {
        browser = await openBrowser();
        if (browser === undefined) this.skip();
    });
    after(() => browser?.close());

    for (const colorScheme of ["light", "dark"] as const) {
        for (const width of [1200, 400]) {
            it(`${colorScheme}, ${width} px wide: is readable and does not overflow`, async () => {
                assert.ok(browser !== undefined);
                mkdirSync(folder, { recursive: true });
                const file = join(folder, "review.html");
                writeFileSync(file, htmlOf([review]));
                const page = await browser.newPage({ colorScheme, viewport: { width, height: 900 } });
                const complaints: string[] = [];
                page.on("console", (message) => complaints.push(message.text()));
                page.on("request", (request) => {
                    if (!request.url().startsWith("file:")) complaints.push(request.url());
                });
                await page.goto(pathToFileURL(file).href);
                await page.evaluate(`document.querySelectorAll("details").forEach((one) => (one.open = true))`);
                await page.screenshot({ path: join(folder, `${colorScheme}-${width}.png`), fullPage: true });

                assert.deepEqual(complaints, [], "no external request, no console message");
                assert.deepEqual(await page.locator("h2").allInnerTexts(), [
                    "run fresh starts a run",
                    "run gone stops run id (RUNNING, its work is lost)",
                    "run nightly starts a new run, then stops run id (RUNNING, its work is lost)",
                ]);
                const { overflow, background, leastContrast } = await page.evaluate<Measures>(measure);
                assert.equal(overflow, 0);
                assert.equal(background, colorScheme === "light" ? "rgb(255, 255, 255)" : "rgb(13, 17, 23)");
                assert.ok(leastContrast >= 4.5, `${leastContrast}`);
                await page.close();
            });
        }
    }
});
