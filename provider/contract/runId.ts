const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Normalizes the id of a run for comparison: UUIDs are case-insensitive. */
export function normalRunId(id: string): string {
    return UUID.test(id) ? id.toLowerCase() : id;
}
