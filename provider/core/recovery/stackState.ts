import type { Properties } from "../validation";

/** A run in the state. */
export interface StateRun {
    readonly urn: string;
    readonly id: string;
    readonly stamp: string | undefined;
    /** In milliseconds since 1970, by the clock of CCM. */
    readonly createdAtMs: number | undefined;
}

/** A create that began and is not completed in the state: a pending operation of the engine. */
export interface OpenCreate {
    readonly urn: string;
    readonly stamp: string | undefined;
    /** What `check` returned. For secret values see `isHidden`. */
    readonly inputs: Properties;
    /** Whether an input that defines the run is secret and could not be read. */
    readonly isHidden: boolean;
}

/** The runs and creates in the state of the stack. */
export interface StackState {
    /** Distinguishes the stack from another one that had its name; `undefined` if the state has no such id. */
    readonly stackId: string | undefined;
    readonly runs: readonly StateRun[];
    readonly openCreates: readonly OpenCreate[];
    /**
     * When a resource of any type was changed last before this process began, by the clock of the machine that did it, in
     * milliseconds since 1970; `undefined` if the state does not tell. An interrupted update ran at least until then.
     */
    readonly lastChangeMs?: number | undefined;
    /** Whether operations on other resources are pending as well. */
    readonly hasOtherPending: boolean;
}

/** Reads the state of the current stack, and accepts only a state that is proven to be that stack's. */
export interface StackStateReader {
    /**
     * The state at the first create of this process. The calling create in it proves that it is the stack's.
     *
     * @returns `undefined` if it cannot be read or is not proven, which has been reported then
     */
    duringCreate(urn: string, stamp: string): Promise<StackState | undefined>;
    /** The current state. The resource's run in it proves that it is the stack's; `undefined` otherwise. */
    holding(urn: string, runId: string): Promise<StackState | undefined>;
    /** Whether the whole stack was updated or destroyed after a wall-clock time, as far as known. */
    wasCompletedSince(wallMs: number): Promise<boolean>;
}
