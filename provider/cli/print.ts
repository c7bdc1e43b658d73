import { shownText } from "../contract/shownText";

/** Prints to standard output, without what a terminal or a CI system would take for a command. */
export function print(text: string): void {
    process.stdout.write(shownText(text));
}

/** Prints a line to standard error, in the same way. */
export function printError(text: string): void {
    process.stderr.write(`${shownText(text)}\n`);
}
