/** For `sort`: numbers inside texts by their value, so that "10" comes after "9". */
export function naturalOrder(a: string, b: string): number {
    return a.localeCompare(b, "en", { numeric: true });
}
