import type { Properties } from "../validation";

/** A run that the state holds. */
export interface StateRun {
    readonly urn: string;
    readonly id: string;
    readonly stamp: string | undefined;
    /** In milliseconds since 1970, by the clock of CCM. */
    readonly createdAtMs: number | undefined;
}

/** A create that was begun and whose end the state does not know: a pending operation of the engine's. */
export interface OpenCreate {
    readonly urn: string;
    readonly stamp: string | undefined;
    /** What `check` returned. Secret values are as `isHidden` says. */
    readonly inputs: Properties;
    /** Whether an input that defines the run is secret and could not be read. */
    readonly isHidden: boolean;
}

/** What the state of the stack says of runs. */
export interface StackState {
    /** What tells the stack from another one that has had its name; `undefined` where the state has nothing of the kind. */
    readonly stackId: string | undefined;
    readonly runs: readonly StateRun[];
    readonly openCreates: readonly OpenCreate[];
    /** Whether operations on other resources are pending as well. */
    readonly hasOtherPending: boolean;
}

/** Asks for the state of the stack that is being worked on, and believes only one that proves to be that. */
export interface StackStateReader {
    /**
     * The state at the first create of this process. It is that of the stack if it shows the create that asks.
     *
     * @returns `undefined` when it cannot be read or does not prove itself; that has been said then
     */
    duringCreate(urn: string, stamp: string): Promise<StackState | undefined>;
    /** The state now. It is that of the stack if the resource has that run in it; `undefined` otherwise. */
    holding(urn: string, runId: string): Promise<StackState | undefined>;
    /** Whether the whole program has been carried out, or everything been destroyed, after a time of day, as far as is known. */
    wasCompletedSince(wallMs: number): Promise<boolean>;
}
