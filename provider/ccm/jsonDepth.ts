/** Maximum nesting of a response. CCM does not exceed it, and recursion into deeper JSON would overflow the stack. */
export const DEEPEST_JSON = 200;

/** Returns the nesting depth of a JSON text without parsing it. Brackets inside strings do not count. */
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
