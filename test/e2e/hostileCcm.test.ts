import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { SEED } from "fortanix-ccm-simulator";
import { textsIn } from "../../provider/core";
import { run } from "../../tools/process";
import { ensurePulumi } from "../../tools/pulumi-cli/ensurePulumi";
import { cliScript } from "../../tools/repository";
import { openBrowser } from "../support/browser";
import { Ccm } from "../support/control";
import { HOSTILE_TEXTS, HostileCcm, SECRET } from "../support/hostileCcm";
import { presentNodes } from "../support/presentNodes";
import { environmentFor, inStack, kubernetesRun } from "../support/scenario";
import { TestStack } from "../support/stack";

/** Interpreters of texts, with the patterns they react to; written from their documentation, not from our code. */
const OBEYED: Readonly<Record<string, RegExp>> = {
    "Pulumi's CLI": /<\{%/,
    "a terminal": /[^\P{Cc}\n\t]/u,
    "a reader (invisible characters)": /[\p{Cf}\p{Cs}\u2028\u2029]/u,
    GitHub: /^\s*::[a-z-]+[ :]|##\[/im,
    "Azure Pipelines": /##vso\[/i,
    TeamCity: /##teamcity\[/i,
    GitLab: /section_(start|end):/,
    Buildkite: /^(\+\+\+|---|~~~|\^\^\^) /m,
};

const LEAKS = [
    SECRET,
    encodeURIComponent(SECRET),
    Buffer.from(SECRET).toString("base64"),
    Buffer.from(SECRET).toString("hex"),
    SEED.writerToken,
    Buffer.from(SEED.writerToken).toString("base64").replace(/=+$/, "").slice(0, -1),
    "passw0rd-in-a-url",
];

function mustBeHarmless(what: string, text: string): void {
    for (const [who, pattern] of Object.entries(OBEYED)) {
        const { 0: found, index } = pattern.exec(text) ?? { 0: undefined, index: 0 };
        const around = JSON.stringify(text.slice(Math.max(0, index - 80), index + 80));
        assert.equal(found, undefined, `${what} contains control sequences for ${who}: ${around}`);
    }
    mustNotLeak(what, text);
}

function mustNotLeak(what: string, text: string): void {
    for (const leak of LEAKS) {
        const index = text.indexOf(leak);
        assert.ok(
            index < 0,
            `${what} shows a secret: ${JSON.stringify(text.slice(Math.max(0, index - 80), index + 80))}`,
        );
    }
}

describe("a CCM that returns commands, markup and secrets", () => {
    it(`returns ${HOSTILE_TEXTS.length} of them, and none is interpreted, stored or shown unchanged`, async () => {
        assert.ok(HOSTILE_TEXTS.length >= 60);
        await using ccm = await Ccm.start();
        await using hostile = await HostileCcm.start(ccm.url);
        const lines = Array.from({ length: 4 }, () => "line").join("\n");
        await ccm.script({
            runningSeconds: 0,
            outcome: "FAILED",
            reason: "why",
            echoSpecs: true,
            logs: { [SEED.runtimeConfigIds["2"]]: lines },
        });
        const environment = {
            ...environmentFor(ccm),
            FORTANIX_CCM_ENDPOINT: hostile.url,
            FORTANIX_CCM_PREFLIGHT: "true",
        };
        const stack = await TestStack.create(environment);
        const jobSpec = { password: { $secret: SECRET } };
        const runtimeConfigs = { [SEED.runtimeConfigIds["2"]]: { deployment: { kubernetes: { jobSpec } } } };
        const names = Array.from({ length: 6 }, (_, index) => `run${index}`);
        const graph = { $call: "getWorkflowGraphOutput", args: [{ graphId: SEED.graphId }] };
        stack.declare(Object.fromEntries(names.map((name) => [name, kubernetesRun({ runtimeConfigs })])), { graph });

        const preview = await stack.preview("--json");
        writeFileSync(join(stack.folder, "preview.json"), preview.output);
        stack.recordWire();
        const outcomes = {
            preview: await stack.preview(),
            up: await stack.up(),
            refresh: await stack.refresh(),
            "preview of the existing stack": await stack.preview("--diff"),
        };
        const state = await stack.exportState();
        const destroy = await stack.destroy();
        for (const [what, { output }] of Object.entries({ ...outcomes, destroy })) {
            assert.doesNotMatch(output, /panic|Unrecognized color/);
            mustBeHarmless(`the output of ${what}`, output);
        }
        assert.match(outcomes.up.output, /CCM reports: .*why/);
        assert.match(outcomes.up.output, /\| line/);
        mustNotLeak("the state", state);
        mustBeHarmless("the outputs in state", stateTexts(state).join("\n"));
        for (const line of stack.wire().split("\n").filter(Boolean)) {
            const { method, response, errors } = JSON.parse(line) as Record<
                string,
                Record<string, unknown> | undefined
            >;
            // The inputs of a resource are passed to its provider and back.
            const said = JSON.stringify({ response, errors }, (name, value: unknown) =>
                name === "runtimeConfigs" ? undefined : value,
            );
            mustNotLeak(`a response to the engine (${JSON.stringify(method)})`, said);
        }
        await mustReviewHarmlessly(stack, environment);
        assert.equal(destroy.code, 0, destroy.output);
        assert.ok(hostile.said >= HOSTILE_TEXTS.length, `only ${hostile.said} texts were returned`);
        await stack.remove();
    });

    for (const { major, environment } of presentNodes()) {
        inStack(`refresh cleans a state that contains such a text, on Node ${major}`, async ({ stack: plain }) => {
            const stack = plain.with(environment);
            stack.declare({ run: kubernetesRun() });
            await stack.mustRun("up", "--yes", "--skip-preview");
            const file = join(stack.folder, "state.json");
            await stack.mustRun("stack", "export", "--file", file);
            const spoilt = readFileSync(file, "utf8").replace(
                /"runStatus": "RUNNING"/,
                '"statusDetail": "<{%boom%}>", $&',
            );
            assert.match(spoilt, /boom/);
            writeFileSync(file, spoilt);
            await stack.mustRun("stack", "import", "--file", file);
            const refresh = await stack.refresh();
            assert.equal(refresh.code, 0, refresh.output);
            assert.doesNotMatch(await stack.exportState(), /<\{%boom/);
            assert.equal((await stack.preview("--diff", "--expect-no-changes")).code, 0);
            await stack.mustRun("destroy", "--yes", "--skip-preview");
        });
    }
});

function stateTexts(state: string): string[] {
    const { deployment } = JSON.parse(state) as { deployment: { resources: { outputs?: unknown; type: string }[] } };
    return deployment.resources.flatMap(({ outputs }) => textsIn(outputs));
}

/** Checks the review of its preview, in both formats, and the output of the doctor. */
async function mustReviewHarmlessly(stack: TestStack, environment: NodeJS.ProcessEnv): Promise<void> {
    const { program } = await ensurePulumi(console.log);
    const env = { ...environment, PATH: `${dirname(program)}${delimiter}${process.env["PATH"] ?? ""}` };
    const command = async (...args: string[]) => {
        const { stdout, stderr } = await run(process.execPath, [cliScript, ...args], { cwd: stack.folder, env });
        return stdout + stderr;
    };
    const page = join(stack.folder, "review.html");
    mustBeHarmless("the review", await command("review", "preview.json"));
    await command("review", "preview.json", "--html", page);
    const html = readFileSync(page, "utf8");
    mustBeHarmless("the page of the review", html);
    assert.doesNotMatch(html, /<(script|img)/);
    await mustRunNothing(page);
    mustBeHarmless("the doctor's text", await command("doctor"));
}

/** Checks the page in a real browser, if there is one: no script of a text runs, and nothing external is loaded. */
async function mustRunNothing(file: string): Promise<void> {
    const browser = await openBrowser();
    if (browser === undefined) return;
    try {
        const page = await browser.newPage();
        const asked: string[] = [];
        page.on("request", (request) => asked.push(request.url()));
        page.on("dialog", () => asked.push("a dialog"));
        const url = pathToFileURL(file).href;
        await page.goto(url);
        assert.deepEqual(asked, [url]);
        assert.notEqual(await page.title(), "run", "a script has changed the title");
        const links = await page.locator("[href^='javascript:' i], [onerror], [onload], script, iframe").count();
        assert.equal(links, 0);
    } finally {
        await browser.close();
    }
}
