import { type Journal, type NotedStart, recordKey, type StartRecord } from "../../provider/core";

/** Journals of many resources that outlive the processes that write them, as files do. */
export class JournalShelf {
    private entries = new Map<string, NotedStart>();
    private disks = 0;

    get id(): string {
        return `disk${this.disks}`;
    }

    /** Another machine: nothing of it is left. */
    lose(): void {
        this.entries = new Map();
        this.disks += 1;
    }

    of(urn: string): Journal {
        const put = (record: StartRecord, of = urn) =>
            void this.entries.set(`${of} ${recordKey(record)}`, structuredClone({ urn: of, record }));
        return {
            isPersistent: true,
            location: "/journal",
            pathOf: (record) => `/journal/${recordKey(record)}.json`,
            id: this.id,
            read: async (stamps) =>
                this.noted().filter((note) => note.urn === urn || stamps.includes(recordKey(note.record))),
            ofStack: async () => this.noted(),
            write: async (record, other) => put(record, other),
            note: (record) => {
                if (this.entries.has(`${urn} ${recordKey(record)}`)) put(record);
            },
            remove: async (record) => this.remove(record),
            others: async () => this.noted().filter((note) => note.urn !== urn),
        };
    }

    /** Its run has been seen in state. */
    settle(stamp: string): void {
        for (const [key, { record }] of this.entries) if (record.stamp === stamp) this.entries.delete(key);
    }

    noted(): readonly NotedStart[] {
        return [...this.entries.values()];
    }

    private remove(record: StartRecord): void {
        for (const [key, note] of this.entries) {
            if (recordKey(note.record) === recordKey(record)) this.entries.delete(key);
        }
    }
}
