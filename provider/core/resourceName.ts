/** The name that a program gave to the resource of a URN. */
export function resourceName(urn: string): string {
    return urn.split("::").at(-1) ?? urn;
}
