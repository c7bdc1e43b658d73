/** A Markdown table. */
export function table(head: readonly string[], lines: readonly (readonly (string | number)[])[]): string {
    return [head, head.map(() => "---"), ...lines].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
