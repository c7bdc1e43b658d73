import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../tools/repository";
import { codeOf, sourceFiles } from "../../tools/sourceFiles";
import { type ErrorText, errorTexts } from "../support/errorTexts/errorTexts";

interface Exempt {
    /** Why a user who meets one of these needs no entry. */
    readonly reason: string;
    /** Each has to match a text without an entry. */
    readonly texts: readonly RegExp[];
}

/** Errors and warnings that are not on the page. */
const NEED_NO_ENTRY: readonly Exempt[] = [
    {
        reason: "it names the property or the setting, and says what it must be",
        texts: [
            /^(?:\.\.\. )?must (?:not )?(?:be|have) /,
            /\bmust be (?:the token alone|an absolute path|true or false)/,
            /^(?:\.\.\. )?is required$/,
            /^(?:\.\.\. )?is nested more than/,
            /^(?:\.\.\. )?is a number that JavaScript cannot represent exactly/,
            /\.\.\. is valid only with \.\.\.$/,
            /contains a line break or another character/,
            /^the environment variable \.\.\. /,
            /^Provider \.\.\.: \.\.\. (?:must not be empty|is not a known argument)/,
            /^the option provider must be a Provider/,
            /^deployment is required: /,
            /^It must be a list of/,
        ],
    },
    {
        reason: "it lists the valid values",
        texts: [/ has no application /, / applications \.\.\.: use the node id instead/, /: set only one of them$/],
    },
    {
        reason: "a kubeconfig that CCM cannot use: the page has one entry for all, which leads to kubeconfigs.md",
        texts: [
            /\bis in base64/,
            /\bis not a kubeconfig/,
            /\bis empty$/,
            /\bis neither YAML nor JSON/,
            /\bhas a merge key/,
            /\bis YAML with too many aliases/,
            /\bis a Secret (?:without|that contains)/,
            /\bhas no (?:named context|current-context)/,
            /\bhas no \.\.\. \.\.\.(?:, which context \.\.\. refers to)?; it has/,
            /: keep one of them\b/,
            /\bis missing: context /,
            /\bneeds a program that CCM does not have/,
            /\bis the placeholder that kubectl prints/,
            /\bhas both insecure-skip-tls-verify and a certificate authority/,
        ],
    },
    {
        reason: "it passes on the message of another error, and adds what was done or what is next",
        texts: [
            /^\.{4} (?:No run was started|CCM's list shows that no run was started)\.$/,
            /^\.{4} No cluster was created\.$/,
            /^\.{4} It is not known whether (?:the cluster was created|runs are active on cluster \.\.\.)/,
            /^\.{4} CCM's list shows no cluster of that name\./,
            /^\.{4} Cluster \.\.\. (?:still exists|\(\.\.\.\): )/,
            /^(?:run|cluster) \.\.\. cannot be read: /,
            /^\.\.\.; ifActive needs the list of active runs/,
            /^the settings cannot be used: /,
            /^standard input: /,
            /^error: /,
        ],
    },
    {
        reason: "a sentence inside a message about a run, whose first sentence has an entry",
        texts: [
            /^CCM reports: /,
            /^The last request for its status failed: /,
            /^(?:It was not stopped|Nothing is left running)\. /,
        ],
    },
    {
        reason: "a cause inside a message about the start journal or the state of the stack, which has an entry",
        texts: [
            /^the output of `pulumi stack export` /,
            /^the Pulumi CLI is not on the PATH$/,
            /^`pulumi \.\.\.` did not finish within/,
            /^it failed with exit code /,
            /^it was killed by /,
            /^it contains no complete record$/,
            /^it was written by a later version/,
            /^its format is unknown to this version$/,
        ],
    },
    {
        reason: "it says what happened, and what to do if anything",
        texts: [
            /: the update was canceled$/,
            /^canceled: the `pulumi` process has exited$/,
            /^the input is (?:empty|not JSON|a saved plan|truncated or damaged JSON|JSON of another kind)/,
            /^--(?:fail-on|summary|orphaned)\b/,
            / is not a state: it must be what `pulumi stack export` prints/,
            /^It must be a /,
            /^run \.\.\. may have been started with other \.\.\.: /,
            /^run \.\.\. is not stopped: another resource adopted it/,
            /^run \.\.\. was started \.\.\. ago and CCM does not show it yet; try again/,
            /^cluster \.\.\. is kept: another resource has adopted it$/,
        ],
    },
    {
        reason: "it does not reach a user: other code catches it, or it would be a mistake in this package",
        texts: [
            /^nothing was requested$/,
            /^one of kubernetes and aci is required$/,
            /^no connection through the proxy /,
            /^has no id$/,
        ],
    },
];

/** The messages of each entry of the page, but for those of Pulumi and Node. */
const entries = readFileSync(join(root, "docs/troubleshooting.md"), "utf8")
    .split("\n")
    .filter((line) => line.startsWith("- `") && !/\((Pulumi|Node)'s\):/.test(line))
    .map((line) => [...(line.split(/: (?=[A-Z`])/)[0] ?? "").matchAll(/`([^`]+)`/g)].map(([, text = ""]) => text));

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** A part of a message as a pattern. Numbers and statuses are what a text leaves open by `varies`. */
function patternOf(part: string, varies: string): string {
    const words = part.trim().split(" ");
    return words
        .map((word) => {
            const [, filledIn, rest = ""] = /^(\d+|[A-Z]{3,})(\W*)$/.exec(word) ?? [];
            return filledIn === undefined ? escaped(word) : `(?:${filledIn}|${varies})${escaped(rest)}`;
        })
        .join(" ");
}

describe("the troubleshooting page", () => {
    let texts: readonly ErrorText[] = [];

    // Reading them from the code takes seconds.
    before(() => (texts = errorTexts("provider")));

    it("has every error and warning of the code, but for those that need no entry", () => {
        const patterns = entries
            .flat()
            // A name alone, such as ECONNREFUSED, only narrows the message beside it down.
            .filter((message) => message.includes(" "))
            .map((message) => message.split("...").map((part) => patternOf(part, "\\.\\.\\.")))
            .map((parts) => new RegExp(parts.join(".*")));
        assert.ok(texts.length > 250, String(texts.length));
        const without = texts.filter(({ text }) => !patterns.some((pattern) => pattern.test(text)));
        const exempt = NEED_NO_ENTRY.flatMap((group) => group.texts);
        assert.deepEqual(
            without
                .filter(({ text }) => !exempt.some((pattern) => pattern.test(text)))
                .map(({ text, at }) => `${at}: ${text}`),
            [],
            "give each an entry in docs/troubleshooting.md, or a line in NEED_NO_ENTRY",
        );
        assert.deepEqual(
            exempt.filter((pattern) => !without.some(({ text }) => pattern.test(text))),
            [],
            "the code no longer has these, or the page has entries for them: remove their lines from NEED_NO_ENTRY",
        );
    });

    it("has no message that the code does not have", () => {
        const sources = sourceFiles("provider")
            .map(({ path }) => codeOf(path))
            .join("\n")
            // A text that goes on in the next line of the source.
            .replace(/["`] \+\s*["`]/g, "")
            .replace(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, "\0")
            .replaceAll("\\`", "`");
        const messages = entries.flat();
        assert.ok(messages.length > 60, String(messages.length));
        const parts = messages.flatMap((message) => message.split("...")).filter((part) => part.trim().length > 5);
        // Some are put together from several places, others are no errors.
        const isThere = (part: string) =>
            new RegExp(patternOf(part, "\\0")).test(sources) ||
            texts.some(({ text }) => new RegExp(patternOf(part, "\\.\\.\\.")).test(text));
        assert.deepEqual(
            parts.filter((part) => !isThere(part)),
            [],
        );
    });

    it("is short enough to look through", () => {
        const lines = readFileSync(join(root, "docs/troubleshooting.md"), "utf8").split("\n");
        assert.ok(lines.length <= 110, String(lines.length));
    });
});
