import { stripVTControlCharacters } from "node:util";

/**
 * A text as a terminal, the log of a CI job, Pulumi's engine and its state may have it: nothing in it is obeyed by any of them.
 * Its lines and tabs stay.
 *
 * - Commands to a terminal, control characters, those that turn the direction of writing or show nothing, and halves of
 *   characters are dropped.
 * - `<{%`, by which Pulumi's CLI marks colours, becomes `<{ %`: a colour that it does not know ends it, whatever it does.
 * - What CI systems take for a command gets a blank inside: `::error::`, `##vso[`, `##teamcity[`, `section_start:`, `+++`.
 *
 * Linear; what it returns it would return unchanged.
 */
export function shownText(text: string): string {
    const plain = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u.test(text) ? withoutControls(text) : text;
    return MAY_COMMAND.test(plain)
        ? COMMANDS.reduce((rest, [command, harmless]) => rest.replace(command, harmless), plain)
        : plain;
}

/** The same in one line, cut at `max` characters with a mark that says so. */
export function shownLine(text: string, max: number): string {
    const line = shownText(text).replace(/\s+/g, " ").trim();
    return line.length <= max ? line : `${line.slice(0, max - 1).replace(/\p{Cs}$/u, "")}…`;
}

function withoutControls(text: string): string {
    return (
        stripVTControlCharacters(text)
            .replace(/\r\n?|[\u0085\u2028\u2029]/g, "\n")
            // A single one is what tools put between words; more of them are none.
            .replace(/[^\P{Cc}\n\t]+/gu, " ")
            .replace(/[\p{Cf}\p{Cs}]+/gu, "")
    );
}

/** Each command has one of these in it: most texts have none, and are done with then. */
const MAY_COMMAND = /<\{%|::|##|section|travis_|[+~^-]{3}/i;

/** What is obeyed, and where; each as the system's own documents and sources have it. */
const COMMANDS: readonly (readonly [RegExp, string])[] = [
    // Pulumi's CLI: colours.
    [/<\{%/g, "<{ %"],
    // GitHub: at the begin of a line, blanks before it or not. Inside of lines it is older logs that are read again.
    [/^([^\S\n]*):(?=:)/gm, "$1: "],
    [/(?<![\w:]):(?=:[a-z-]+(?: [^:\n]*)?::)/gi, ": "],
    // GitHub's older form, Azure Pipelines, TeamCity.
    [/#(?=#(?:\[|vso\[|teamcity\[))/gi, "# "],
    // GitLab, Travis.
    [/(section|travis_fold|travis_time)(?:_(?=start:|end:)|:(?=start:|end:))/gi, "$1 "],
    // Buildkite: groups, at the begin of a line.
    [/^([^\S\n]*[+~^-])(?=(?:\+\+|--|~~|\^\^)(?:\s|$))/gm, "$1 "],
];
