import { shownText } from "../contract/shownText";

/** To standard output: nothing in it is obeyed by a terminal or a CI system. */
export function print(text: string): void {
    process.stdout.write(shownText(text));
}

/** To standard error, as a line of its own. */
export function printError(text: string): void {
    process.stderr.write(`${shownText(text)}\n`);
}
