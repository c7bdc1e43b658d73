/** JSON that is nested deeper than this is no answer of CCM: what walks through it would run out of stack. */
export const DEEPEST_JSON = 200;

/** How deep a JSON text is nested, without parsing it. Brackets inside of texts do not count. */
export function jsonDepth(json: string): number {
    let depth = 0;
    let deepest = 0;
    let isInText = false;
    for (let index = 0; index < json.length; index++) {
        const letter = json[index];
        if (isInText) {
            if (letter === "\\") index += 1;
            else if (letter === '"') isInText = false;
        } else if (letter === '"') isInText = true;
        else if (letter === "{" || letter === "[") deepest = Math.max(deepest, (depth += 1));
        else if (letter === "}" || letter === "]") depth -= 1;
    }
    return deepest;
}
