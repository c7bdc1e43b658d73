import { Command, InvalidArgumentError } from "commander";
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { messageOf } from "../../core";
import { print, printError } from "../print";
import { htmlOf } from "./html";
import { markdownOf } from "./markdown";
import { parsePreview } from "./previewDocument";
import { caughtBy, GATES } from "./gates";
import { type Review, reviewOf } from "./report";
import { jsonOf } from "./reviewDocument";
import { jobUrl } from "./texts";

/** Exit code if a gate of `--fail-on` is met; 1 is for invalid input. */
const CAUGHT = 3;

interface Options {
    html?: string;
    json?: true;
    summary?: true;
    failOn?: string[];
}

const EXAMPLES = `
Examples:
  $ pulumi preview --json | npx pulumi-fortanix-ccm review -
  $ npx pulumi-fortanix-ccm review staging.json production.json --fail-on stop,error > comment.md
`;

export function reviewCommand(): Command {
    return new Command("review")
        .description(
            "Shows reviewers what previews do to workflow runs, clusters and completions, as Markdown for a pull request comment.",
        )
        .argument("<file...>", "what `pulumi preview --json` has printed, one for each stack; - reads standard input")
        .option("--html <file>", "write one self-contained HTML page as well")
        .option("--json", "print JSON instead of Markdown, for other tools")
        .option("--summary", "append the Markdown to the job's summary on GitHub (GITHUB_STEP_SUMMARY) as well")
        .option("--fail-on <list>", `end with exit code ${CAUGHT} on any of ${GATES.join(", ")}`, parseGates)
        .addHelpText("after", EXAMPLES)
        .action(review);
}

function review(files: string[], { html, json, summary, failOn = [] }: Options): void {
    const reviews = files.map(reviewFile);
    const job = jobUrl(process.env);
    const markdown = markdownOf(reviews, job);
    if (html !== undefined) writeFileSync(html, htmlOf(reviews, job));
    print(json === true ? jsonOf(reviews) : markdown);
    if (summary === true) appendSummary(markdown);
    const caught = reviews.flatMap((one) =>
        caughtBy(failOn, one).map((text) => (reviews.length > 1 ? `${one.stack}: ${text}` : text)),
    );
    if (caught.length === 0) return;
    printError(`--fail-on ${failOn.join(",")}: ${caught.join("; ")}`);
    process.exitCode = CAUGHT;
}

/** @throws Error that names the file */
function reviewFile(file: string): Review {
    try {
        return reviewOf(parsePreview(readFileSync(file === "-" ? 0 : file, "utf8")), Date.now());
    } catch (error) {
        throw new Error(`${file === "-" ? "standard input" : file}: ${messageOf(error)}`);
    }
}

function appendSummary(markdown: string): void {
    const file = process.env["GITHUB_STEP_SUMMARY"];
    if (file === undefined || file === "")
        printError("--summary: GITHUB_STEP_SUMMARY is not set, so there is no summary");
    else appendFileSync(file, markdown);
}

function parseGates(text: string): string[] {
    return text.split(",").map((part) => {
        const gate = GATES.find((name) => name === part.trim());
        if (gate === undefined) throw new InvalidArgumentError(`It must be a list of ${GATES.join(", ")}.`);
        return gate;
    });
}
