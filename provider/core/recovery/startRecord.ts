import { normalRunId } from "../../contract/runId";
import { z } from "zod";
import { runSpec } from "./runSpec";

/**
 * The start journal knows what no state does: the id of a run whose `create` has not returned, or whether a start was asked
 * for at all. One record for each create, written by its process alone.
 */

/** When a start was asked for, by every clock at hand: which of them can be trusted later is not known yet. */
const moment = z.object({
    /** This machine's time of day, in milliseconds since 1970. */
    wall: z.number(),
    /** Since this machine was switched on, in milliseconds. It does not jump, and ends with the machine. */
    uptime: z.number(),
    /** The machine whose clocks these are. */
    host: z.string(),
    /** The time of day by CCM's `created_at`, in milliseconds since 1970, where it was known. */
    server: z.number().optional(),
});

export type Moment = z.infer<typeof moment>;

const common = {
    /** The stamp of the create, which the state has too; none in journals of version 1. */
    stamp: z.string().optional(),
    /** What tells the stack from another one that has had its name; none where that could not be read. */
    stack: z.string().optional(),
    /** Base URL of the CCM that was asked. */
    endpoint: z.string(),
    wanted: runSpec,
    /** Whether the run is to be stopped when its resource does not want it any more. */
    stopOnDelete: z.boolean(),
    /** When it was sent first. */
    sentAt: moment,
};

export const startRecord = z.discriminatedUnion("stage", [
    z.object({
        ...common,
        /** The start may have been sent, and what came of it is not known. */
        stage: z.literal("requested"),
        /** The process that is still at it; left out once it has given up. */
        owner: z.object({ host: z.string(), pid: z.number() }).optional(),
        /** When it was sent for the last time, if more than once. */
        resentAt: moment.optional(),
        /** Whether more runs than one may be it, so that a person had to look: a list that shows fewer later proves nothing. */
        isUnclear: z.boolean().optional(),
        /** Whether the owner knows that no answer will come, and only looks for the run. */
        isLost: z.boolean().optional(),
    }),
    z.object({
        ...common,
        stage: z.literal("started"),
        runId: z.string().min(1).transform(normalRunId),
        /** Set before it is stopped in favour of another one: it is not taken up again then. */
        unwanted: z.boolean().optional(),
        /** Whether the engine was given the id. Not that the state has it: the engine may have been ending. */
        returned: z.boolean().optional(),
        /** Journals of version 1 only: it has been seen in state. */
        confirmed: z.boolean().optional(),
    }),
]);

export type StartRecord = z.infer<typeof startRecord>;
export type RequestedStart = Extract<StartRecord, { stage: "requested" }>;
export type StartedRecord = Extract<StartRecord, { stage: "started" }>;

/** The name of a record among those of its resource. */
export function recordKey({ stamp, sentAt }: Pick<StartRecord, "stamp" | "sentAt">): string {
    return stamp ?? `0.${Math.round(sentAt.wall).toString(36)}`;
}

/** What has been noted of a resource's start. */
export interface NotedStart {
    readonly urn: string;
    readonly record: StartRecord;
}

/**
 * The journal as one resource sees it. Writing never fails: a journal that cannot be kept costs a warning, since the state
 * knows of the create as well.
 */
export interface Journal {
    /** Whether what is written will be there for the next process. */
    readonly isPersistent: boolean;
    /** Where it is kept, for texts: a folder. */
    readonly location: string;
    /** The file of one of its records, for texts. */
    pathOf(record: StartRecord): string;
    /** A start is about to be sent. @throws Error when it would be taken for one that was not: nothing may be sent then */
    sending(stamp: string): void;
    /** Which of some creates have certainly sent nothing. */
    unsent(stamps: readonly string[]): Promise<ReadonlySet<string>>;
    /** Of all other creates of the stack it need not be known any more. */
    forgetSent(open: readonly string[]): Promise<void>;
    /**
     * What the creates of this resource have noted, and those of some stamps, whatever their resource was called then.
     *
     * @throws Error that names a file that cannot be read: what it says is not known, so nothing may be started
     */
    read(stamps: readonly string[]): Promise<readonly NotedStart[]>;
    /** The same of all resources of the stack, by its name and its backend. */
    ofStack(stamps: readonly string[]): Promise<readonly NotedStart[]>;
    /**
     * Resolves once nothing short of a broken disk can undo it.
     *
     * @param urn of another resource whose record it is, and whose process is gone
     */
    write(record: StartRecord, urn?: string): Promise<void>;
    /** The same for what is only of use if it is there: not written through. */
    note(record: StartRecord): void;
    remove(record: StartRecord): Promise<void>;
    /** What all other resources have noted, of this stack and of others. */
    others(): Promise<readonly NotedStart[]>;
}

/** The machine that this process runs on. */
export interface Machine {
    readonly host: string;
    readonly pid: number;
    /** Milliseconds since it was switched on. */
    uptime(): number;
    isAlive(pid: number): boolean;
}
