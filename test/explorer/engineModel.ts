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
    updateRun,
} from "../../provider/core";
import { JournalShelf } from "../support/memoryJournal";
import { StackModel, type StateEntry } from "./stackModel";
import { VirtualProcess } from "./virtualProcess";
import type { VirtualService } from "./virtualService";

/** Resources by name, with their inputs. */
export type Program = ReadonlyMap<string, Properties>;

export interface UpdateResult {
    readonly ok: boolean;
    readonly errors: readonly string[];
}

/** The state that the stacks of one machine share: journals and processes. */
export function newMachine() {
    return { shelf: new JournalShelf(), processes: new Map<number, VirtualProcess>() };
}

/** Time from a response of the provider until the engine has written it to its state file. */
const CHECKPOINT_MS = 15;

/**
 * Calls `core` the way Pulumi's engine does: the order of its calls was observed with the real engine, and the tests
 * with the real CLI verify it. It can be killed at any moment; the state file stays as it was then.
 */
export class EngineModel {
    readonly stack: StackModel;
    private lastStampMs = 0;
    readonly shelf: JournalShelf;
    readonly said: string[] = [];
    private readonly processes: Map<number, VirtualProcess>;
    private process: VirtualProcess | undefined;
    private isRunning = false;
    private isCancelled = false;
    private killed: () => void = () => undefined;

    /** @param machine may be shared with other engines */
    constructor(
        private readonly service: VirtualService,
        machine = newMachine(),
        stack?: string,
    ) {
        this.stack = new StackModel(service.clock, stack);
        this.shelf = machine.shelf;
        this.processes = machine.processes;
    }

    /** The first Ctrl-C: no further operation begins. */
    interrupt(): void {
        this.isCancelled = true;
    }

    /** Kills `pulumi` (as a second Ctrl-C does), the plugin process, or both. */
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
            const removed = [...this.stack.state].filter(([name]) => !program.has(name));
            await this.deleteAll(process, removed, errors);
        });
    }

    refresh(): Promise<UpdateResult> {
        return this.update(false, async (process, errors) => {
            const steps = [...this.stack.state].map(([name, entry]) => this.refreshOne(process, name, entry));
            await this.collect(steps, errors);
        });
    }

    destroy(): Promise<UpdateResult> {
        return this.update(true, async (process, errors) => {
            await this.deleteAll(process, [...this.stack.state], errors);
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
            this.stack.reader(),
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
            this.stack.history.push({ startedAt, ok, isWhole });
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
        const urn = this.stack.urn(name);
        const checked = checkWorkflowRun({ ...program, __urn: urn });
        if (checked.problems.length > 0) throw new Error(`bad program: ${JSON.stringify(checked.problems)}`);
        const old = this.stack.state.get(name);
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
        const state = { stackId: undefined, hasOtherPending: false, runs: [run], openCreates: pending };
        const { open } = openStartsOf(urn, { state, noted, unsent: new Set(), process: process.name });
        const decision = diffWorkflowRun(old.id, old.outputs, inputs, open.length > 0);
        if (decision.kind === "replace") return this.replace(process, name, checked.inputs, old);
        const changed = Object.keys(inputs).some(
            (key) => JSON.stringify(inputs[key as keyof typeof inputs]) !== JSON.stringify(old.outputs[key]),
        );
        if (decision.kind === "resume" || changed || old.failed) await this.updateOne(process, name, inputs, old);
    }

    /** The stamp of a create; no two creates have the same. */
    private stamp(process: VirtualProcess): string {
        this.lastStampMs = Math.max(Math.round(this.service.clock.wallTime()), this.lastStampMs + 1);
        this.shelf.begin(process.name);
        return formatStamp({ atMs: this.lastStampMs, process: process.name, journal: "", endpoint: "" });
    }

    private async create(
        process: VirtualProcess,
        name: string,
        checked: Properties,
        replaced?: StateEntry,
    ): Promise<void> {
        const urn = this.stack.urn(name);
        const stamp = this.stamp(process);
        const inputs = { ...checked, __start: stamp };
        const pending = { name, stamp, inputs };
        const { pendingCreates } = this.stack;
        pendingCreates.push(pending);
        await this.service.clock.sleep(CHECKPOINT_MS);
        await untilRunning(process);
        const end = () => void pendingCreates.splice(pendingCreates.indexOf(pending), 1);
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
            const context = process.context(this.stack.urn(name), inputs);
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
        const context = process.context(this.stack.urn(name), entry.outputs);
        const result = await this.call(process, readRun(context, entry.id, entry.outputs));
        await this.service.clock.sleep(CHECKPOINT_MS);
        await untilRunning(process);
        if (result === "gone") this.stack.state.delete(name);
        else this.stack.state.set(name, { id: entry.id, outputs: result, failed: false });
    }

    private async deleteAll(
        process: VirtualProcess,
        removed: readonly (readonly [name: string, entry: StateEntry])[],
        errors: string[],
    ): Promise<void> {
        const removals = removed.map(async ([name, entry]) => {
            await this.deleteOne(process, name, entry);
            if (this.stack.state.get(name) === entry) this.stack.state.delete(name);
        });
        const pending = [...this.stack.pendingDeletes].map(async (replaced) => {
            await this.deleteOne(process, replaced.name, replaced.entry);
            this.stack.pendingDeletes.splice(this.stack.pendingDeletes.indexOf(replaced), 1);
        });
        await this.collect([...removals, ...pending], errors);
    }

    private async deleteOne(process: VirtualProcess, name: string, { id, outputs }: StateEntry): Promise<void> {
        this.shelf.settle(String(outputs["__start"]));
        await this.call(process, deleteRun(process.context(this.stack.urn(name), outputs), id, outputs));
        await this.service.clock.sleep(CHECKPOINT_MS);
        await untilRunning(process);
    }

    /** Awaits a response. Fails if the process dies; never settles once the engine is dead. */
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
        this.stack.state.set(name, entry);
        if (replaced !== undefined) this.stack.pendingDeletes.push({ name, entry: replaced });
    }
}

/** Never resolves once the engine is dead. */
function untilRunning(process: VirtualProcess): Promise<void> {
    return process.engineIsThere ? Promise.resolve() : new Promise(() => undefined);
}

function messageOf(error: unknown): string {
    return error instanceof Error ? error.message : String(error);
}
