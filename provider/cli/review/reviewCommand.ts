import { Command, InvalidArgumentError } from "commander";
import { readFileSync, writeFileSync } from "node:fs";
import { print, printError } from "../print";
import { htmlOf } from "./html";
import { markdownOf } from "./markdown";
import { parsePreview } from "./previewDocument";
import { forbidden, type Gate, GATES, reviewOf } from "./report";

/** Exit code if a gate of `--fail-on` is met; 1 is for invalid input. */
const CAUGHT = 3;

interface Options {
    html?: string;
    failOn?: Gate[];
}

export function reviewCommand(): Command {
    return new Command("review")
        .description(
            "Say for reviewers what a preview does to workflow runs: Markdown on standard output, such as for a comment on a pull request.",
        )
        .argument("<file>", "what `pulumi preview --json` has printed; - reads standard input")
        .option("--html <file>", "write one self-contained HTML page as well")
        .option("--fail-on <list>", `end with exit code ${CAUGHT} on any of ${GATES.join(", ")}`, parseGates)
        .action(review);
}

function review(file: string, { html, failOn = [] }: Options): void {
    const report = reviewOf(parsePreview(readFileSync(file === "-" ? 0 : file, "utf8")));
    if (html !== undefined) writeFileSync(html, htmlOf(report));
    print(markdownOf(report));
    const caught = forbidden(report, failOn);
    if (caught.length === 0) return;
    printError(`--fail-on ${failOn.join(",")}: ${caught.join("; ")}`);
    process.exitCode = CAUGHT;
}

function parseGates(text: string): Gate[] {
    return text.split(",").map((part) => {
        const gate = GATES.find((name) => name === part.trim());
        if (gate === undefined) throw new InvalidArgumentError(`It must be a list of ${GATES.join(", ")}.`);
        return gate;
    });
}
