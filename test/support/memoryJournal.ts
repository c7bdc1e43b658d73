import {
    isOfSameStack,
    type Journal,
    type NotedStart,
    parseStamp,
    recordKey,
    type StartRecord,
} from "../../provider/core";

/** Journals of many resources that, like files, persist after the processes that write them. */
export class JournalShelf {
    private entries = new Map<string, NotedStart>();
    /** Stamps of sent starts, by process. */
    private sent = new Map<string, Set<string>>();

    /** Registers a process before its creates. */
    begin(process: string): void {
        if (!this.sent.has(process)) this.sent.set(process, new Set());
    }

    /** Loses the disk: nothing is left. */
    lose(): void {
        this.entries = new Map();
        this.sent = new Map();
    }

    of(urn: string): Journal {
        // Captured, so that a writer from before the loss of the disk does not write to the new one.
        const { entries, sent } = this;
        const sentBy = (stamp: string) => sent.get(parseStamp(stamp)?.process ?? "");
        const put = (record: StartRecord, of = urn) => {
            // The URN at the time of the first write: the resource may have been renamed since.
            const known = entries.get(recordKey(record))?.urn ?? of;
            entries.set(recordKey(record), structuredClone({ urn: known, record }));
        };
        return {
            isPersistent: true,
            location: "/journal",
            pathOf: (record) => `/journal/${recordKey(record)}.json`,
            sending: (stamp) => void sentBy(stamp)?.add(stamp),
            unsent: async (stamps) => new Set(stamps.filter((stamp) => sentBy(stamp)?.has(stamp) === false)),
            forgetSent: async () => undefined,
            read: async (stamps) =>
                this.noted().filter((note) => note.urn === urn || stamps.includes(recordKey(note.record))),
            ofStack: async (stamps) =>
                this.noted().filter((note) => isOfSameStack(note.urn, urn) || stamps.includes(recordKey(note.record))),
            write: async (record, other) => put(record, other),
            note: (record) => {
                if (entries.has(recordKey(record))) put(record);
            },
            remove: async (record) => this.remove(record),
            others: async () => this.noted().filter((note) => note.urn !== urn),
        };
    }

    /** Removes the records of a stamp, whose run has been seen in state. */
    settle(stamp: string): void {
        for (const [key, { record }] of this.entries) if (record.stamp === stamp) this.entries.delete(key);
    }

    noted(): readonly NotedStart[] {
        return [...this.entries.values()];
    }

    private remove(record: StartRecord): void {
        this.entries.delete(recordKey(record));
    }
}
