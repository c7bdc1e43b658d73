import { z } from "zod";
import { runSpec } from "./runSpec";

/**
 * The start journal closes a gap that Pulumi leaves: a run's id is in state only once `create` has answered and the
 * engine has written that down. What is here survives a death of any process before that.
 */

/** When a start was asked for, by every clock at hand: which of them can be trusted later is not known yet. */
const moment = z.object({
    /** This machine's time of day, in milliseconds since 1970. */
    wall: z.number(),
    /** Since this machine was switched on, in milliseconds. It does not jump, and ends with the machine. */
    uptime: z.number(),
    /** The machine whose clocks these are. */
    host: z.string(),
    /** The service's time of day, in milliseconds since 1970, where it had told it before. */
    server: z.number().optional(),
});

const common = {
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
    }),
    z.object({
        ...common,
        stage: z.literal("started"),
        runId: z.string().min(1),
        /** Set before it is stopped in favour of another one: it is not taken up again then. */
        unwanted: z.boolean().optional(),
        /** Set once it has been seen in state. It is kept a while, so that nobody takes the run for his lost one. */
        confirmed: z.boolean().optional(),
    }),
]);

export type StartRecord = z.infer<typeof startRecord>;

/** Whether it says something that no state says. */
export function isOpen(record: StartRecord): boolean {
    return record.stage === "requested" || record.confirmed !== true;
}

export type RequestedStart = Extract<StartRecord, { stage: "requested" }>;

/** The content of a journal file: what one resource has started. One record is open for each endpoint at most. */
export const journalEntry = z.object({
    version: z.literal(1),
    urn: z.string(),
    starts: z.array(startRecord),
});

/** The journal of one resource. Nothing here throws: a journal that cannot be used costs a warning, never an update. */
export interface Journal {
    /** Whether what is written will be there for the next process. */
    readonly isPersistent: boolean;
    /** Where it is kept, for texts. */
    readonly location: string;
    read(): Promise<readonly StartRecord[]>;
    /** Resolves once nothing short of a broken disk can undo it. No records: there is nothing to remember. */
    write(records: readonly StartRecord[]): Promise<void>;
    /** What other resources have started, of this stack and of others. */
    others(): Promise<readonly { readonly urn: string; readonly record: StartRecord }[]>;
}

/** The machine that this process runs on. */
export interface Machine {
    readonly host: string;
    readonly pid: number;
    /** Milliseconds since it was switched on. */
    uptime(): number;
    isAlive(pid: number): boolean;
}
