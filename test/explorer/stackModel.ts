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

/** What `pulumi stack export` takes. */
const EXPORT_MS = 200;

/** What a backend keeps of a stack: resources by name, what is pending, and what was done when. */
export class StackModel {
    private renames = 0;
    readonly state = new Map<string, StateEntry>();
    /** Replaced resources whose deletion has not been done. */
    readonly pendingDeletes: { readonly name: string; readonly entry: StateEntry }[] = [];
    /** Creates that were begun and whose end is not in the state. */
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

    /** All runs that the state holds, by the names of their resources. */
    entries(): readonly (readonly [name: string, entry: StateEntry])[] {
        return [...this.state].concat(this.pendingDeletes.map(({ name, entry }) => [name, entry]));
    }

    /** What a plugin process can see of it: the first look of a create is kept. */
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
