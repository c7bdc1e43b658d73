import { normalRunId } from "../../contract/runId";
import { z } from "zod";
import { runSpec } from "./runSpec";

/**
 * The start journal contains what no state does: the id of a run whose `create` has not returned, or whether a start
 * was requested at all. One record per create, written only by its own process while that is running.
 */

/** When a start was requested, by every available clock: which of them can be trusted later is not known yet. */
const moment = z.object({
    /** This machine's wall-clock time, in milliseconds since 1970. */
    wall: z.number(),
    /** Time since this machine was booted, in milliseconds. Does not jump, but restarts with the machine. */
    uptime: z.number(),
    /** The machine whose clocks these are. */
    host: z.string(),
    /** The time by CCM's clock (`created_at`), in milliseconds since 1970, if known. */
    server: z.number().optional(),
});

export type Moment = z.infer<typeof moment>;

const common = {
    /** The stamp of the create, which is also in the state; absent in journals of version 1. */
    stamp: z.string().optional(),
    /** Distinguishes the stack from another one that had its name; absent if it could not be read. */
    stack: z.string().optional(),
    /** Base URL of the CCM to which the request is sent. */
    endpoint: z.string(),
    wanted: runSpec,
    /** Whether to stop the run when its resource no longer wants it. */
    stopOnDelete: z.boolean(),
    /** When the request was first sent. */
    sentAt: moment,
    /** How long after that it may be sent again, in milliseconds (`timeouts.start`); absent up to version 0.1.0. */
    sendForMs: z.number().optional(),
};

export const startRecord = z.discriminatedUnion("stage", [
    z.object({
        ...common,
        /** The start may have been sent, and its outcome is not known. */
        stage: z.literal("requested"),
        /** The process that is performing the start; absent once it has given up. */
        owner: z.object({ host: z.string(), pid: z.number() }).optional(),
        /** When the request was last sent, if more than once. */
        resentAt: moment.optional(),
        /** Whether several runs matched and the user had to decide: a later list with fewer proves nothing. */
        isUnclear: z.boolean().optional(),
        /** Whether the owner knows that no response will arrive, and only searches for the run. */
        isLost: z.boolean().optional(),
    }),
    z.object({
        ...common,
        stage: z.literal("started"),
        runId: z.string().min(1).transform(normalRunId),
        /** Set before the run is stopped in favor of another one, so that it is not adopted again. */
        unwanted: z.boolean().optional(),
        /** Whether the engine received the id. The state may not have it: the engine may have been shutting down. */
        returned: z.boolean().optional(),
        /** Journals of version 1 only: the run was seen in the state. */
        confirmed: z.boolean().optional(),
    }),
]);

export type StartRecord = z.infer<typeof startRecord>;
export type RequestedStart = Extract<StartRecord, { stage: "requested" }>;
export type StartedRecord = Extract<StartRecord, { stage: "started" }>;

/** The key of a record among those of its resource. */
export function recordKey({ stamp, sentAt }: Pick<StartRecord, "stamp" | "sentAt">): string {
    return stamp ?? `0.${Math.round(sentAt.wall).toString(36)}`;
}

/** The record of a resource's start. */
export interface NotedStart {
    readonly urn: string;
    readonly record: StartRecord;
}

/**
 * The journal from the view of one resource. Writing never fails: an unusable journal causes only a warning, since the
 * state has the create as well.
 */
export interface Journal {
    /** Whether records persist for the next process. */
    readonly isPersistent: boolean;
    /** Its folder, for messages. */
    readonly location: string;
    /** The file of one of its records, for messages. */
    pathOf(record: StartRecord): string;
    /**
     * Records that a start is about to be sent.
     *
     * @throws Error if it would count as not sent: nothing may be sent then
     */
    sending(stamp: string): void;
    /** Which of some creates certainly sent no request. */
    unsent(stamps: readonly string[]): Promise<ReadonlySet<string>>;
    /** Forgets which other creates of the stack have sent a request. */
    forgetSent(open: readonly string[]): Promise<void>;
    /**
     * The records of this resource's creates, and those with the given stamps under any resource name.
     *
     * @throws Error that names an unreadable file: its content is not known, so nothing may be started
     */
    read(stamps: readonly string[]): Promise<readonly NotedStart[]>;
    /** The same for all resources of the stack, which is identified by its name and backend. */
    ofStack(stamps: readonly string[]): Promise<readonly NotedStart[]>;
    /**
     * Writes a record. Resolves once only a disk failure can undo it.
     *
     * @param urn the resource of the record, if it is another one, whose process has ended
     */
    write(record: StartRecord, urn?: string): Promise<void>;
    /** Writes a record that is useful but not required, without flushing it to disk. */
    note(record: StartRecord): void;
    remove(record: StartRecord): Promise<void>;
    /** The records of all other resources, of this stack and of others. */
    others(): Promise<readonly NotedStart[]>;
}

/** The machine that this process runs on. */
export interface Machine {
    readonly host: string;
    readonly pid: number;
    /** Milliseconds since it was booted. */
    uptime(): number;
    isAlive(pid: number): boolean;
}
