import { stripVTControlCharacters } from "node:util";

/**
 * Makes a text safe for terminals, CI logs, Pulumi's engine and its state: none of them interprets anything in it. Line
 * breaks and tabs are kept.
 *
 * - Terminal commands, invisible characters, changes of the text direction and halves of characters are removed; other
 *   control characters become a space.
 * - `<{%`, Pulumi's markup for colors, becomes `<{ %`: an unknown color terminates the CLI, whatever it is doing.
 * - CI commands get a space inside: `::error::`, `##vso[`, `##teamcity[`, `section_start:`, `+++`.
 *
 * Idempotent; runs in linear time.
 */
export function shownText(text: string): string {
    const plain = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u.test(text) ? withoutControls(text) : text;
    return MAY_COMMAND.test(plain)
        ? COMMANDS.reduce((rest, [command, harmless]) => rest.replace(command, harmless), plain)
        : plain;
}

/** Like `shownText`, on one line, truncated to `max` characters with a trailing `…`. */
export function shownLine(text: string, max: number): string {
    const line = shownText(text).replace(/\s+/g, " ").trim();
    return line.length <= max ? line : `${line.slice(0, max - 1).replace(/\p{Cs}$/u, "")}…`;
}

function withoutControls(text: string): string {
    return (
        stripVTControlCharacters(text)
            .replace(/\r\n?|[\u0085\u2028\u2029]/g, "\n")
            // Control characters may separate words, so a run of them becomes one space.
            .replace(/[^\P{Cc}\n\t]+/gu, " ")
            .replace(/[\p{Cf}\p{Cs}]+/gu, "")
    );
}

/** Every command contains one of these. Most texts contain none and need no replacements. */
const MAY_COMMAND = /<\{%|::|##|section|travis_|[+~^-]{3}/i;

/** Commands and their replacements, per each system's own documentation and sources. */
const COMMANDS: readonly (readonly [RegExp, string])[] = [
    // Pulumi's CLI: colours.
    [/<\{%/g, "<{ %"],
    // GitHub: at the start of a line, after optional white space. Inside lines, for older logs that are parsed again.
    [/^([^\S\n]*):(?=:)/gm, "$1: "],
    [/(?<![\w:]):(?=:[a-z-]+(?: [^:\n]*)?::)/gi, ": "],
    // GitHub's older form, Azure Pipelines, TeamCity.
    [/#(?=#(?:\[|vso\[|teamcity\[))/gi, "# "],
    // GitLab, Travis.
    [/(section|travis_fold|travis_time)(?:_(?=start:|end:)|:(?=start:|end:))/gi, "$1 "],
    // Buildkite: groups, at the start of a line.
    [/^([^\S\n]*[+~^-])(?=(?:\+\+|--|~~|\^\^)(?:\s|$))/gm, "$1 "],
];
