import {
    checkWorkflowRun,
    createRun,
    deleteRun,
    diffWorkflowRun,
    formatStamp,
    openStartsOf,
    type Properties,
    readRun,
    RunFailure,
    type StackState,
    type StackStateReader,
    updateRun,
} from "../../provider/core";
import { JournalShelf } from "../support/memoryJournal";
import { VirtualProcess } from "./virtualProcess";
import type { VirtualService } from "./virtualService";

export interface StateEntry {
    readonly id: string;
    readonly outputs: Properties;
    readonly failed: boolean;
}

/** Resources by name, with their inputs. */
export type Program = ReadonlyMap<string, Properties>;

export interface UpdateResult {
    readonly ok: boolean;
    readonly errors: readonly string[];
}

/** From an answer of the provider until the engine has it in its state file. */
const CHECKPOINT_MS = 15;
/** What `pulumi stack export` takes. */
const EXPORT_MS = 200;

/**
 * Calls `core` the way Pulumi's engine does: which calls come in which order was seen with the real one, and
 * the tests with the real CLI hold this to it. It can be killed at any moment; the state file stays as it was then.
 */
export class EngineModel {
    readonly state = new Map<string, StateEntry>();
    /** Replaced resources whose deletion has not been done. */
    readonly pendingDeletes: { readonly name: string; readonly entry: StateEntry }[] = [];
    /** Creates that were begun and whose end is not in the state. */
    readonly pendingCreates: { readonly urn: string; readonly stamp: string; readonly inputs: Properties }[] = [];
    private readonly history: { readonly startedAt: number; readonly ok: boolean; readonly isWhole: boolean }[] = [];
    private lastStampMs = 0;
    readonly shelf = new JournalShelf();
    readonly said: string[] = [];
    private readonly processes = new Map<number, VirtualProcess>();
    private process: VirtualProcess | undefined;
    private isRunning = false;
    private isCancelled = false;
    private killed: () => void = () => undefined;

    constructor(private readonly service: VirtualService) {}

    urn(name: string): string {
        return `urn:pulumi:test::test::WorkflowRun::${name}`;
    }

    /** The first Ctrl-C: nothing new is begun. */
    interrupt(): void {
        this.isCancelled = true;
    }

    /** A kill of `pulumi` or a second Ctrl-C, of the plugin process, or of both. */
    kill(what: "pulumi" | "plugin" | "both"): void {
        if (what !== "plugin" && this.isRunning) {
            this.isRunning = false;
            this.process?.loseEngine();
            this.killed();
        }
        if (what !== "pulumi") this.process?.kill();
    }

    up(program: Program, replace: readonly string[] = []): Promise<UpdateResult> {
        return this.update(true, async (process, errors) => {
            const steps = [...program].map(([name, inputs]) =>
                this.register(process, name, inputs, replace.includes(name)),
            );
            await this.collect(steps, errors);
            if (errors.length > 0 || this.isCancelled) return;
            const removed = [...this.state].filter(([name]) => !program.has(name));
            await this.deleteAll(process, removed, errors);
        });
    }

    refresh(): Promise<UpdateResult> {
        return this.update(false, async (process, errors) => {
            const steps = [...this.state].map(([name, entry]) => this.refreshOne(process, name, entry));
            await this.collect(steps, errors);
        });
    }

    destroy(): Promise<UpdateResult> {
        return this.update(true, async (process, errors) => {
            await this.deleteAll(process, [...this.state], errors);
        });
    }

    private async update(
        isWhole: boolean,
        steps: (process: VirtualProcess, errors: string[]) => Promise<void>,
    ): Promise<UpdateResult> {
        const startedAt = this.service.clock.wallTime();
        const process = new VirtualProcess(
            this.service,
            this.shelf,
            this.processes,
            this.said,
            undefined,
            undefined,
            this.stackState(),
        );
        const errors: string[] = [];
        this.process = process;
        this.isRunning = true;
        this.isCancelled = false;
        const wasKilled = new Promise<string>((resolve) => (this.killed = () => resolve("killed")));
        const done = steps(process, errors).then(() => "done");
        const how = await Promise.race([done, wasKilled]);
        const ok = how === "done" && errors.length === 0 && !this.isCancelled;
        if (how === "done") {
            this.isRunning = false;
            process.kill();
            this.history.push({ startedAt, ok, isWhole });
        }
        return { ok, errors };
    }

    private async collect(steps: readonly Promise<void>[], errors: string[]): Promise<void> {
        const results = await Promise.allSettled(steps);
        for (const result of results) {
            if (result.status === "rejected") errors.push(messageOf(result.reason));
        }
        this.said.push(...errors);
    }

    private async register(
        process: VirtualProcess,
        name: string,
        program: Properties,
        replace: boolean,
    ): Promise<void> {
        const urn = this.urn(name);
        const checked = checkWorkflowRun({ ...program, __urn: urn });
        if (checked.problems.length > 0) throw new Error(`bad program: ${JSON.stringify(checked.problems)}`);
        const old = this.state.get(name);
        if (this.isCancelled) return;
        if (old === undefined) return this.create(process, name, checked.inputs);
        if (replace) return this.replace(process, name, checked.inputs, old);
        const stamp = String(old.outputs["__start"]);
        const inputs = { ...checked.inputs, __start: stamp };
        process.ownership.hold(urn, old.id, "state");
        this.shelf.settle(stamp);
        const noted = await this.call(process, process.context(urn, inputs).journal.read([]));
        const run = { urn, id: old.id, stamp, createdAtMs: undefined };
        const pending = noted.map(({ record }) => ({ urn, stamp: record.stamp, inputs: {}, isHidden: true }));
        const state = { stackId: undefined, runs: [run], openCreates: pending };
        const { open } = openStartsOf(urn, { state, noted, journalId: "", process: process.name });
        const decision = diffWorkflowRun(old.id, old.outputs, inputs, open.length > 0);
        if (decision.kind === "replace") return this.replace(process, name, checked.inputs, old);
        const changed = Object.keys(inputs).some(
            (key) => JSON.stringify(inputs[key as keyof typeof inputs]) !== JSON.stringify(old.outputs[key]),
        );
        if (decision.kind === "resume" || changed || old.failed) await this.updateOne(process, name, inputs, old);
    }

    /** No two creates have the same stamp. */
    private stamp(process: VirtualProcess): string {
        this.lastStampMs = Math.max(Math.round(this.service.clock.wallTime()), this.lastStampMs + 1);
        const { name, journal } = { name: process.name, journal: this.shelf.id };
        return formatStamp({ atMs: this.lastStampMs, process: name, journal, endpoint: "" });
    }

    /** What a plugin process can see of the state file. */
    private stackState(): StackStateReader {
        let first: Promise<StackState | undefined> | undefined;
        const read = async (): Promise<StackState> => {
            await this.service.clock.sleep(EXPORT_MS);
            const entries = [...this.state].concat(this.pendingDeletes.map(({ name, entry }) => [name, entry]));
            const runs = entries.map(([name, { id, outputs }]) => ({
                ...{ urn: this.urn(name), id, stamp: String(outputs["__start"]) },
                createdAtMs: Date.parse(String(outputs["createdAt"])) || undefined,
            }));
            const openCreates = this.pendingCreates.map((create) => ({ ...create, isHidden: false }));
            return { stackId: "stack", runs, openCreates };
        };
        return {
            duringCreate: () => (first ??= read()),
            holding: async (urn, id) => {
                const state = await read();
                return state.runs.some((run) => run.urn === urn && run.id === id) ? state : undefined;
            },
            wasCompletedSince: async (wallMs) =>
                this.history.some(({ startedAt, ok, isWhole }) => ok && isWhole && startedAt > wallMs),
        };
    }

    private async create(
        process: VirtualProcess,
        name: string,
        checked: Properties,
        replaced?: StateEntry,
    ): Promise<void> {
        const urn = this.urn(name);
        const stamp = this.stamp(process);
        const inputs = { ...checked, __start: stamp };
        const pending = { urn, stamp, inputs };
        this.pendingCreates.push(pending);
        await this.service.clock.sleep(CHECKPOINT_MS);
        await untilRunning(process);
        const end = () => void this.pendingCreates.splice(this.pendingCreates.indexOf(pending), 1);
        try {
            const { runId, outputs } = await this.call(process, createRun(process.context(urn, inputs), inputs));
            await this.record(process, name, { id: runId, outputs, failed: false }, replaced);
            end();
        } catch (error) {
            if (error instanceof RunFailure) {
                await this.record(process, name, { id: error.runId, outputs: error.outputs, failed: true }, replaced);
            }
            end();
            throw error;
        }
    }

    private async replace(process: VirtualProcess, name: string, inputs: Properties, old: StateEntry): Promise<void> {
        await this.create(process, name, inputs, old);
    }

    private async updateOne(process: VirtualProcess, name: string, inputs: Properties, old: StateEntry): Promise<void> {
        try {
            const context = process.context(this.urn(name), inputs);
            const outputs = await this.call(process, updateRun(context, old.id, old.outputs, inputs));
            await this.record(process, name, { id: old.id, outputs, failed: false });
        } catch (error) {
            if (error instanceof RunFailure) {
                await this.record(process, name, { id: error.runId, outputs: error.outputs, failed: true });
            }
            throw error;
        }
    }

    private async refreshOne(process: VirtualProcess, name: string, entry: StateEntry): Promise<void> {
        const context = process.context(this.urn(name), entry.outputs);
        const result = await this.call(process, readRun(context, entry.id, entry.outputs));
        await this.service.clock.sleep(CHECKPOINT_MS);
        await untilRunning(process);
        if (result === "gone") this.state.delete(name);
        else this.state.set(name, { id: entry.id, outputs: result, failed: false });
    }

    private async deleteAll(
        process: VirtualProcess,
        removed: readonly (readonly [name: string, entry: StateEntry])[],
        errors: string[],
    ): Promise<void> {
        const removals = removed.map(async ([name, entry]) => {
            await this.deleteOne(process, name, entry);
            if (this.state.get(name) === entry) this.state.delete(name);
        });
        const pending = [...this.pendingDeletes].map(async (replaced) => {
            await this.deleteOne(process, replaced.name, replaced.entry);
            this.pendingDeletes.splice(this.pendingDeletes.indexOf(replaced), 1);
        });
        await this.collect([...removals, ...pending], errors);
    }

    private async deleteOne(process: VirtualProcess, name: string, { id, outputs }: StateEntry): Promise<void> {
        this.shelf.settle(String(outputs["__start"]));
        await this.call(process, deleteRun(process.context(this.urn(name), outputs), id, outputs));
        await this.service.clock.sleep(CHECKPOINT_MS);
        await untilRunning(process);
    }

    /** The engine gets an error from a call to a process that dies, and nothing any more once it is dead itself. */
    private async call<T>(process: VirtualProcess, answer: Promise<T>): Promise<T> {
        answer.catch(() => undefined);
        const died = process.death.then((): never => {
            throw new Error("the plugin process has died");
        });
        died.catch(() => undefined);
        const value = await Promise.race([answer, died]).catch(async (error: unknown) => {
            await untilRunning(process);
            throw error;
        });
        await untilRunning(process);
        return value;
    }

    private async record(
        process: VirtualProcess,
        name: string,
        entry: StateEntry,
        replaced?: StateEntry,
    ): Promise<void> {
        await untilRunning(process);
        await this.service.clock.sleep(CHECKPOINT_MS);
        await untilRunning(process);
        this.state.set(name, entry);
        if (replaced !== undefined) this.pendingDeletes.push({ name, entry: replaced });
    }
}

/** A dead engine does nothing any more. */
function untilRunning(process: VirtualProcess): Promise<void> {
    return process.engineIsThere ? Promise.resolve() : new Promise(() => undefined);
}

function messageOf(error: unknown): string {
    return error instanceof Error ? error.message : String(error);
}
