import { AbortError } from "../../ccm";
import type { RunContext } from "./runContext";
import type { PendingStart } from "./runOwnership";
import { runSpecOf, type RunDefinition } from "./runSpec";
import { isOpen, type RequestedStart, type StartRecord } from "./startRecord";
import { momentNow } from "./startWindow";

/** What the records of a start say of its inputs. */
export interface RunRequest extends RunDefinition {
    readonly stopOnDelete: boolean;
}

/**
 * What one resource has started, as the journal and this process know it. Each step of a start is written down here:
 * a request before it is sent, a run as soon as its id is known.
 */
export class StartRecorder {
    /** Runs that are in state, and records of other endpoints, about which nothing can be done from here. */
    private kept: readonly StartRecord[] = [];
    private request: RequestedStart | undefined;
    /** Whether the journal says that this process is at it: then no other one touches the record. */
    private isOwner = false;
    private held: Extract<StartRecord, { stage: "started" }> | undefined;

    constructor(private readonly context: RunContext) {}

    /** What an earlier create has left and no state holds: one of this process, or one that was interrupted. */
    async recall(): Promise<StartRecord | undefined> {
        const { journal, report, ownership, urn } = this.context;
        const records = await journal.read();
        const failure = ownership.lastFailure(urn);
        const open = records.filter(isOpen);
        // Where nothing is open nobody has to be asked, and no credential is needed.
        const elsewhere = open.length === 0 ? [] : open.filter(({ endpoint }) => endpoint !== this.context.api.baseUrl);
        this.kept = records.filter((record) => !open.includes(record) || elsewhere.includes(record));
        for (const record of this.kept) if (record.stage === "started") ownership.noteKnown(record.runId);
        for (const record of elsewhere) {
            const run = record.stage === "started" ? `run ${record.runId}` : "a run";
            report.warn(
                `an update that was interrupted at ${interruptedAt(record)} has started ${run} of this resource at ` +
                    `${record.endpoint}, which is not the endpoint now; it may still be active there. An update with that endpoint ` +
                    `settles it, or delete ${journal.location} once it is settled`,
            );
        }
        const record = failure ?? records.find((one) => !this.kept.includes(one));
        const isInState = record?.stage === "started" && record.runId === ownership.inState(urn);
        return isInState ? undefined : record;
    }

    /** A start is about to be sent. Sent again, it keeps the time of the first sending, which may turn up yet. */
    async requested(inputs: RunRequest): Promise<void> {
        const { clock, ownership, urn } = this.context;
        const earlier = ownership.ownPending(urn);
        const record =
            earlier === undefined
                ? this.newRequest(inputs)
                : { ...earlier.record, resentAt: momentNow(this.context), owner: this.self() };
        this.request = record;
        const sentAt = earlier === undefined ? clock.now() : earlier.sentAt;
        ownership.pending(urn, { record, sentAt, lostAt: undefined });
        await this.write(record);
    }

    /** The answer to it will not come. */
    lost(): PendingStart {
        const { clock, ownership, urn } = this.context;
        const pending = ownership.ownPending(urn);
        if (pending === undefined) throw new Error("nothing was requested");
        const lost = { ...pending, lostAt: clock.now() };
        ownership.pending(urn, lost);
        return lost;
    }

    /** Looks for the outcome of a start that another process has sent. */
    async searchFor(record: RequestedStart): Promise<PendingStart> {
        const { clock, ownership, urn } = this.context;
        const pending = { record: { ...record, owner: this.self() }, sentAt: undefined, lostAt: clock.now() };
        this.request = pending.record;
        ownership.pending(urn, pending);
        await this.write(pending.record);
        return pending;
    }

    /** The run that an earlier start has led to; `unwanted` when it is about to be stopped in favour of another one. */
    async found(record: StartRecord, runId: string, unwanted = false): Promise<void> {
        const { endpoint, wanted, stopOnDelete, sentAt } = record;
        const mark = unwanted ? { unwanted } : {};
        await this.write({ stage: "started", runId, endpoint, wanted, stopOnDelete, sentAt, ...mark });
    }

    /** The run is there. From here on no other resource of this process takes it. */
    async holds(
        runId: string,
        inputs: RunRequest,
        how: "started" | "adopted",
        sentAt?: StartRecord["sentAt"],
    ): Promise<void> {
        const { ownership, urn } = this.context;
        const { endpoint, wanted, stopOnDelete, sentAt: requestedAt } = this.request ?? this.newRequest(inputs);
        ownership.settled(urn);
        ownership.hold(urn, runId, how);
        this.held = { stage: "started", runId, endpoint, wanted, stopOnDelete, sentAt: sentAt ?? requestedAt };
        await this.write(this.held);
    }

    /** The engine is being told of the run as one that is there but not as asked for. */
    async failed(): Promise<void> {
        if (this.held === undefined) return;
        this.context.ownership.failed(this.context.urn, this.held);
        await this.write({ ...this.held, confirmed: true });
    }

    /** Nothing of it is left that anybody would have to know. */
    async forget(): Promise<void> {
        this.request = undefined;
        this.context.ownership.settled(this.context.urn);
        await this.write(undefined);
    }

    /** Whatever is still open stays open, for the next update to look into. */
    async keepOpen(): Promise<void> {
        const { ownership, urn } = this.context;
        const pending = ownership.ownPending(urn);
        if (pending === undefined) return;
        ownership.settled(urn);
        const { owner: _owner, ...record } = pending.record;
        await this.write(record);
    }

    private newRequest(inputs: RunRequest): RequestedStart {
        return {
            stage: "requested",
            endpoint: this.context.api.baseUrl,
            wanted: runSpecOf(inputs),
            stopOnDelete: inputs.stopOnDelete,
            sentAt: momentNow(this.context),
            owner: this.self(),
        };
    }

    private self() {
        const { host, pid } = this.context.machine;
        return { host, pid };
    }

    /**
     * A process whose engine is gone may have a successor, which goes by what the journal says. So it only writes what
     * came of a step that the journal says it is at, and otherwise makes sure that somebody still listens.
     */
    private async write(record: StartRecord | undefined): Promise<void> {
        if (!this.isOwner && !(await this.context.isListening())) throw new AbortError();
        this.isOwner = record?.stage === "requested" && record.owner !== undefined;
        await this.context.journal.write(record === undefined ? this.kept : [...this.kept, record]);
    }
}

/** When the start was sent, as text for people. */
export function interruptedAt({ sentAt }: StartRecord): string {
    return new Date(sentAt.wall).toISOString();
}
