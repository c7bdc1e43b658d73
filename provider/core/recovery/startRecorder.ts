import { AbortError, type Run } from "../../ccm";
import type { RunContext } from "./runContext";
import type { PendingStart } from "./runOwnership";
import { runSpecOf, type RunDefinition } from "./runSpec";
import type { Moment, RequestedStart, StartedRecord, StartRecord } from "./startRecord";

/** The inputs that the record of a start contains. */
export interface RunRequest extends RunDefinition {
    readonly stopOnDelete: boolean;
}

/**
 * Records the start of one create in the journal and in this process, step by step: a request before it is sent, a run
 * as soon as its id is known.
 */
export class StartRecorder {
    private record: StartRecord | undefined;

    /** @param stamp stamp of the create; `undefined` if the program provides none */
    constructor(
        private readonly context: RunContext,
        private readonly stamp: string | undefined,
        private readonly stack: string | undefined,
    ) {}

    /**
     * Records a request before it is sent. A retry keeps the first request's time, since that run may still appear.
     *
     * @param sendForMs how long it may be sent again, in milliseconds
     */
    async requested(inputs: RunRequest, sendForMs: number): Promise<void> {
        const { clock, ownership, urn } = this.context;
        // A process whose engine has ended may have a successor.
        if (!(await this.context.isListening())) throw new AbortError();
        const earlier = ownership.ownPending(urn);
        const record: RequestedStart =
            earlier === undefined
                ? { ...this.newRequest(inputs), sendForMs }
                : { ...earlier.record, resentAt: momentNow(this.context), isLost: false };
        if (this.stamp !== undefined) this.context.journal.sending(this.stamp);
        ownership.pending(urn, { record, sentAt: earlier?.sentAt ?? clock.now(), lostAt: undefined });
        await this.write(record);
    }

    /** Records the run that the response names. */
    async answered(run: Run, inputs: RunRequest): Promise<void> {
        const { clock, ownership } = this.context;
        // The run has just been created, which reveals CCM's clock.
        if (run.createdAtMs !== undefined) ownership.ccmOffsetMs ??= run.createdAtMs - clock.now();
        await this.holds(run, inputs, "started");
    }

    /** Records that no response will arrive. */
    async lost(): Promise<PendingStart> {
        const { clock, ownership, urn } = this.context;
        const pending = ownership.ownPending(urn);
        if (pending === undefined) throw new Error("nothing was requested");
        const lost = { ...pending, record: { ...pending.record, isLost: true }, lostAt: clock.now() };
        ownership.pending(urn, lost);
        // Other processes wait for a pending request, but not for one whose run is only searched for.
        this.context.journal.note((this.record = lost.record));
        return lost;
    }

    /** Records that the run exists. From here on, no other resource of this process claims it. */
    async holds(run: Run, inputs: RunRequest, how: "started" | "adopted", sentAt?: Moment): Promise<void> {
        const { ownership, urn } = this.context;
        const requested = this.record ?? this.newRequest(inputs);
        ownership.settled(urn);
        ownership.hold(urn, run.runId, how);
        await this.write(startedRecord(requested, run.runId, { sentAt: sentAt ?? requested.sentAt }));
    }

    /** Records that the run is returned to the engine. Whether the engine writes it to the state is not known here. */
    returned(): void {
        if (this.record?.stage === "started")
            this.context.journal.note((this.record = { ...this.record, returned: true }));
    }

    /** Records that the run exists but did not reach its status: the engine may repeat the create. */
    failed(): void {
        if (this.record !== undefined) this.context.ownership.failed(this.context.urn, this.record);
    }

    /** Removes the record, which is no longer needed. */
    async forget(): Promise<void> {
        const { record } = this;
        this.record = undefined;
        this.context.ownership.settled(this.context.urn);
        if (record !== undefined) await this.context.journal.remove(record);
    }

    /**
     * Keeps an open start for the next update to resolve.
     *
     * @param isUnclear whether there are several candidate runs
     */
    async keepOpen(isUnclear = false): Promise<void> {
        this.context.ownership.settled(this.context.urn);
        if (this.record?.stage !== "requested") return;
        const { owner: _owner, ...given } = this.record;
        const record = isUnclear ? { ...given, isUnclear } : given;
        this.context.ownership.leftOpen(this.context.urn, record);
        await this.write(record);
    }

    private newRequest(inputs: RunRequest): RequestedStart {
        const { host, pid } = this.context.machine;
        return {
            stage: "requested",
            ...(this.stamp === undefined ? {} : { stamp: this.stamp }),
            ...(this.stack === undefined ? {} : { stack: this.stack }),
            endpoint: this.context.api.baseUrl,
            wanted: runSpecOf(inputs),
            stopOnDelete: inputs.stopOnDelete,
            sentAt: momentNow(this.context),
            owner: { host, pid },
        };
    }

    private async write(record: StartRecord): Promise<void> {
        this.record = record;
        await this.context.journal.write(record);
    }
}

/** The record of a start once its run is known. */
export function startedRecord(
    { stamp, stack, endpoint, wanted, stopOnDelete, sentAt }: StartRecord,
    runId: string,
    more: Partial<Pick<StartedRecord, "sentAt" | "unwanted">> = {},
): StartedRecord {
    return {
        ...{ stage: "started", runId, endpoint, wanted, stopOnDelete, sentAt },
        ...(stamp !== undefined && { stamp }),
        ...(stack !== undefined && { stack }),
        ...more,
    };
}

/** The current time by every available clock. */
export function momentNow({ clock, machine, ownership }: Pick<RunContext, "clock" | "machine" | "ownership">): Moment {
    const { ccmOffsetMs } = ownership;
    return {
        wall: clock.wallTime(),
        uptime: machine.uptime(),
        host: machine.host,
        ...(ccmOffsetMs === undefined ? {} : { server: clock.now() + ccmOffsetMs }),
    };
}
