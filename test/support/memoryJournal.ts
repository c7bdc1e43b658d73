import { confirmStart } from "../../provider/plugin/journalText";
import { isOpen, type Journal, type StartRecord } from "../../provider/core";

/** Journals of many resources that outlive the processes that write them, as files do. */
export class JournalShelf {
    private readonly entries = new Map<string, readonly StartRecord[]>();

    of(urn: string): Journal {
        const { entries } = this;
        return {
            isPersistent: true,
            location: `/journal/${urn}`,
            read: async () => entries.get(urn) ?? [],
            write: async (records) => {
                if (records.length === 0) entries.delete(urn);
                else entries.set(urn, structuredClone(records));
            },
            others: async () =>
                [...entries]
                    .filter(([other]) => other !== urn)
                    .flatMap(([other, records]) => records.map((record) => ({ urn: other, record }))),
        };
    }

    /** As the program does once the engine has told it an id. */
    confirm(urn: string, runId: string): void {
        const records = this.entries.get(urn) ?? [];
        this.entries.set(urn, confirmStart(records, runId));
    }

    /** What is there that no state says. */
    open(): readonly (readonly [urn: string, records: readonly StartRecord[]])[] {
        return [...this.entries].filter(([, records]) => records.some(isOpen));
    }
}
