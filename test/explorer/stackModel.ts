import type { Properties, StackState, StackStateReader } from "../../provider/core";
import type { VirtualClock } from "../support/virtualClock";

export interface StateEntry {
    readonly id: string;
    readonly outputs: Properties;
    readonly failed: boolean;
}

export interface PendingCreate {
    readonly name: string;
    readonly stamp: string;
    readonly inputs: Properties;
}

/** Duration of `pulumi stack export`. */
const EXPORT_MS = 200;

/** A stack as its backend stores it: resources by name, pending operations, and history. */
export class StackModel {
    private renames = 0;
    readonly state = new Map<string, StateEntry>();
    /** Replaced resources that have not been deleted yet. */
    readonly pendingDeletes: { readonly name: string; readonly entry: StateEntry }[] = [];
    /** Creates that have begun and whose result is not in the state. */
    readonly pendingCreates: PendingCreate[] = [];
    readonly history: { readonly startedAt: number; readonly ok: boolean; readonly isWhole: boolean }[] = [];

    constructor(
        private readonly clock: VirtualClock,
        private readonly stack = "test",
    ) {}

    urn(name: string): string {
        return `urn:pulumi:${this.stack}${this.renames || ""}::test::WorkflowRun::${name}`;
    }

    /** `pulumi stack rename`. */
    rename(): void {
        this.renames += 1;
    }

    /** All runs in state, by resource name. */
    entries(): readonly (readonly [name: string, entry: StateEntry])[] {
        return [...this.state].concat(this.pendingDeletes.map(({ name, entry }) => [name, entry]));
    }

    /** The stack as a plugin process reads it: the first read during a create is cached. */
    reader(): StackStateReader {
        let first: Promise<StackState> | undefined;
        return {
            duringCreate: () => (first ??= this.read()),
            holding: async (urn, id) => {
                const state = await this.read();
                return state.runs.some((run) => run.urn === urn && run.id === id) ? state : undefined;
            },
            wasCompletedSince: async (wallMs) =>
                this.history.some(({ startedAt, ok, isWhole }) => ok && isWhole && startedAt > wallMs),
        };
    }

    private async read(): Promise<StackState> {
        await this.clock.sleep(EXPORT_MS);
        return {
            stackId: this.stack,
            hasOtherPending: false,
            runs: this.entries().map(([name, { id, outputs }]) => ({
                ...{ urn: this.urn(name), id, stamp: String(outputs["__start"]) },
                createdAtMs: Date.parse(String(outputs["createdAt"])) || undefined,
            })),
            openCreates: this.pendingCreates.map(({ name, stamp, inputs }) => ({
                ...{ urn: this.urn(name), stamp, inputs, isHidden: false },
            })),
        };
    }
}
