import { stripVTControlCharacters } from "node:util";

/** A log without terminal commands and other control characters; its lines stay. */
export function stripLog(text: string): string {
    return stripVTControlCharacters(text)
        .replace(/\r\n?/g, "\n")
        .replace(/[^\P{Cc}\n\t]/gu, "");
}
