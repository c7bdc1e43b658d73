import { Command, InvalidArgumentError } from "commander";
import { readFileSync, writeFileSync } from "node:fs";
import { print, printError } from "../print";
import { htmlOf } from "./html";
import { markdownOf } from "./markdown";
import { parsePreview } from "./previewDocument";
import { caughtBy, GATES } from "./gates";
import { reviewOf } from "./report";
import { jobUrl } from "./texts";

/** Exit code if a gate of `--fail-on` is met; 1 is for invalid input. */
const CAUGHT = 3;

interface Options {
    html?: string;
    failOn?: string[];
}

export function reviewCommand(): Command {
    return new Command("review")
        .description(
            "Shows reviewers what a preview does to workflow runs, clusters and completions, as Markdown for a pull request comment.",
        )
        .argument("<file>", "what `pulumi preview --json` has printed; - reads standard input")
        .option("--html <file>", "write one self-contained HTML page as well")
        .option("--fail-on <list>", `end with exit code ${CAUGHT} on any of ${GATES.join(", ")}`, parseGates)
        .action(review);
}

function review(file: string, { html, failOn = [] }: Options): void {
    const report = reviewOf(parsePreview(readFileSync(file === "-" ? 0 : file, "utf8")), Date.now());
    const job = jobUrl(process.env);
    if (html !== undefined) writeFileSync(html, htmlOf(report, job));
    print(markdownOf(report, job));
    const caught = caughtBy(failOn, report);
    if (caught.length === 0) return;
    printError(`--fail-on ${failOn.join(",")}: ${caught.join("; ")}`);
    process.exitCode = CAUGHT;
}

function parseGates(text: string): string[] {
    return text.split(",").map((part) => {
        const gate = GATES.find((name) => name === part.trim());
        if (gate === undefined) throw new InvalidArgumentError(`It must be a list of ${GATES.join(", ")}.`);
        return gate;
    });
}
