import { AbortError, type Run } from "../../ccm";
import type { RunContext } from "./runContext";
import type { PendingStart } from "./runOwnership";
import { runSpecOf, type RunDefinition } from "./runSpec";
import type { Moment, RequestedStart, StartedRecord, StartRecord } from "./startRecord";

/** What the record of a start says of its inputs. */
export interface RunRequest extends RunDefinition {
    readonly stopOnDelete: boolean;
}

/**
 * The start of one create, as the journal and this process know it. Each step is written down: a request before it is sent,
 * a run as soon as its id is known.
 */
export class StartRecorder {
    private record: StartRecord | undefined;

    /** @param stamp of the create; `undefined` for one of a program that does not give any */
    constructor(
        private readonly context: RunContext,
        private readonly stamp: string | undefined,
        private readonly stack: string | undefined,
    ) {}

    /** A start is about to be sent. Sent again, it keeps the time of the first sending, which may turn up yet. */
    async requested(inputs: RunRequest): Promise<void> {
        const { clock, ownership, urn } = this.context;
        // A process whose engine is gone may have a successor.
        if (!(await this.context.isListening())) throw new AbortError();
        const earlier = ownership.ownPending(urn);
        const record: RequestedStart =
            earlier === undefined
                ? this.newRequest(inputs)
                : { ...earlier.record, resentAt: momentNow(this.context), isLost: false };
        if (this.stamp !== undefined) this.context.journal.sending(this.stamp);
        ownership.pending(urn, { record, sentAt: earlier?.sentAt ?? clock.now(), lostAt: undefined });
        await this.write(record);
    }

    /** The run that the answer to it names. */
    async answered(run: Run, inputs: RunRequest): Promise<void> {
        const { clock, ownership } = this.context;
        // It has just been created: so CCM's clock shows.
        if (run.createdAtMs !== undefined) ownership.ccmOffsetMs ??= run.createdAtMs - clock.now();
        await this.holds(run, inputs, "started");
    }

    /** The answer to it will not come. */
    async lost(): Promise<PendingStart> {
        const { clock, ownership, urn } = this.context;
        const pending = ownership.ownPending(urn);
        if (pending === undefined) throw new Error("nothing was requested");
        const lost = { ...pending, record: { ...pending.record, isLost: true }, lostAt: clock.now() };
        ownership.pending(urn, lost);
        // Others wait for a request that is under way, and not for one that is only looked for.
        this.context.journal.note((this.record = lost.record));
        return lost;
    }

    /** The run is there. From here on no other resource of this process takes it. */
    async holds(run: Run, inputs: RunRequest, how: "started" | "adopted", sentAt?: Moment): Promise<void> {
        const { ownership, urn } = this.context;
        const requested = this.record ?? this.newRequest(inputs);
        ownership.settled(urn);
        ownership.hold(urn, run.runId, how);
        await this.write(startedRecord(requested, run.runId, { sentAt: sentAt ?? requested.sentAt }));
    }

    /** The engine is being told of the run. Whether it writes that into the state is not known here. */
    returned(): void {
        if (this.record?.stage === "started")
            this.context.journal.note((this.record = { ...this.record, returned: true }));
    }

    /** The run is there but not as asked for, and the engine may ask for the create again. */
    failed(): void {
        if (this.record !== undefined) this.context.ownership.failed(this.context.urn, this.record);
    }

    /** Nothing of it is left that anybody would have to know. */
    async forget(): Promise<void> {
        const { record } = this;
        this.record = undefined;
        this.context.ownership.settled(this.context.urn);
        if (record !== undefined) await this.context.journal.remove(record);
    }

    /** Whatever is still open stays open, for the next update to look into. @param isUnclear whether more runs than one may be it */
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

/** What a record becomes once its run is known. */
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

/** The time of day, by every clock at hand. */
export function momentNow({ clock, machine, ownership }: Pick<RunContext, "clock" | "machine" | "ownership">): Moment {
    const { ccmOffsetMs } = ownership;
    return {
        wall: clock.wallTime(),
        uptime: machine.uptime(),
        host: machine.host,
        ...(ccmOffsetMs === undefined ? {} : { server: clock.now() + ccmOffsetMs }),
    };
}
