const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The one spelling of a run's id by which it is compared: UUIDs are the same in small and in capital letters. */
export function normalRunId(id: string): string {
    return UUID.test(id) ? id.toLowerCase() : id;
}
