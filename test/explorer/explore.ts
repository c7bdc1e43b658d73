import { type NotedStart, resourceName } from "../../provider/core";
import { happen } from "./happen";
import { EngineModel, type Program, type UpdateResult } from "./engineModel";
import type { Event, Schedule, Step } from "./schedule";
import { VirtualService, type StartedRun } from "./virtualService";
import { nameOf, SECRET, WantedRuns } from "./wantedRuns";

/** Maximum duration of a command; longer than several time limits of a run. */
const COMMAND_LIMIT_MS = 2 * 3600_000;

/**
 * Runs a schedule and checks the requests that the service has seen against the guarantees.
 *
 * @throws Error that names the violated guarantee
 */
export async function explore(schedule: Schedule): Promise<void> {
    await new Exploration(schedule).run();
}

interface Wanted {
    readonly marks: ReadonlyMap<string, string>;
    readonly replaced: string | undefined;
    /** Marks of starts left by interrupted commands that are no longer wanted. */
    readonly left: readonly string[];
}

class Exploration {
    private readonly service = new VirtualService();
    private readonly engine = new EngineModel(this.service);
    private readonly log: string[] = [];
    /** Whether the owner of a run may be undecidable: a refusal is then correct. */
    private isUnclear: boolean;
    private broken: string | undefined;
    /** Target of the current command: the mark that each resource wants, and the resource to replace. */
    private wanted: Wanted = { marks: new Map(), replaced: undefined, left: [] };
    private readonly runs: WantedRuns;
    /** Number of runs without a record: the journal's disk or name is lost, or their replacement was reverted. */
    private lostWithDisk = 0;

    constructor(private readonly schedule: Schedule) {
        const { pendingSeconds, lagMs } = schedule;
        this.service.world.listLagMs = lagMs;
        const troubles = schedule.steps.flatMap(({ faults, events }) => [...faults, ...events]).length;
        const hasDuplicates = new Set(schedule.groups).size < schedule.groups.length;
        const jumps = schedule.steps.some(({ events }) => events.some(({ what }) => what === "jump"));
        this.runs = new WantedRuns(schedule);
        const faults = schedule.steps.flatMap((step) => step.faults);
        const isOdd = schedule.gatewayHours !== 0 || faults.some(({ kind }) => kind === "otherId");
        this.service.gatewayAheadMs =
            schedule.gatewayHours === undefined ? undefined : schedule.gatewayHours * 3600_000;
        this.isUnclear = schedule.lookAlike || jumps || isOdd || (hasDuplicates && troubles > 1);
        this.service.world.defaultScript = { ...this.service.world.defaultScript, pendingSeconds, stoppingSeconds: 2 };
        this.service.onStart = (mark) => this.beforeStart(mark);
        this.service.heldRun = () => {
            const [held] = [...this.engine.stack.state.values()];
            return held && this.service.world.runs.get(held.id);
        };
    }

    async run(): Promise<void> {
        for (const step of this.schedule.steps) await this.step(step);
        // Indistinguishable runs need a decision by the user; all of them are in the journal until then.
        if (this.lostWithDisk > 0) this.isUnclear = true;
        if (!(await this.heal())) return;
        this.checkEnd();
        await this.command("destroy", () => this.engine.destroy());
        this.must(this.ownActive().length <= this.lostWithDisk, "destroy leaves none active");
    }

    private async step(step: Step): Promise<void> {
        this.service.setFaults(step.faults);
        for (const event of step.events) this.service.clock.after(event.atMs, () => this.happen(event));
        const program = this.program(step.generations);
        const target = nameOf(step.target);
        switch (step.command) {
            case "up":
                await this.command("up", () => this.engine.up(program));
                break;
            case "replace":
                this.wanted = { ...this.wanted, replaced: target };
                await this.command("up --replace", () => this.engine.up(program, [target]));
                break;
            case "refresh":
                await this.command("refresh", () => this.engine.refresh());
                break;
            case "destroy":
                await this.command("destroy", () => this.engine.destroy());
                break;
        }
        await this.pass(step.pauseMs);
        this.checkNothingForgotten();
        if (step.then === "stackIsRenamed") this.rename();
        if (step.then === "diskIsLost") this.loseDisk();
    }

    private rename(): void {
        this.lostWithDisk += this.onlyNoted();
        this.engine.stack.rename();
        this.log.push("! the stack is renamed");
    }

    /** Number of starts that only an error has reported and that are not in state, and of replacements begun. */
    private onlyNoted(): number {
        const { pendingCreates, state } = this.engine.stack;
        const pending = new Set(pendingCreates.map(({ stamp }) => stamp));
        const recorded = this.openRecords().filter(
            ({ urn, record }) => !pending.has(record.stamp ?? "") && !state.has(resourceName(urn)),
        );
        return recorded.length + this.takenReplacements();
    }

    /** Number of replacements begun: if one is reverted, the provider is not called again with evidence of it. */
    private takenReplacements(): number {
        const { pendingCreates, state } = this.engine.stack;
        const noted = this.openRecords().map(({ urn, record }) => [record.stamp, resourceName(urn)] as const);
        const begun = new Map([...noted, ...pendingCreates.map(({ name, stamp }) => [stamp, name] as const)]);
        return [...begun.values()].filter((name) => state.has(name)).length;
    }

    /** Continues on another machine. The work of this machine's plugin process ends. */
    private loseDisk(): void {
        this.engine.kill("plugin");
        this.lostWithDisk += this.onlyNoted();
        this.engine.shelf.lose();
        this.log.push("! the disk is lost");
    }

    private async command(what: string, begin: () => Promise<UpdateResult>): Promise<UpdateResult> {
        this.log.push(`> ${what}`);
        const result = await this.service.clock.run(begin(), COMMAND_LIMIT_MS);
        this.log.push(result.ok ? "ok" : `failed: ${result.errors.join(" | ")}`);
        for (const text of this.engine.said) this.must(!text.includes(SECRET), "no secret in any text");
        for (const text of result.errors) this.checkError(text);
        if (this.broken !== undefined) this.fail(this.broken);
        return result;
    }

    private pass(ms: number): Promise<void> {
        return this.service.clock.run(this.service.clock.sleep(ms), ms);
    }

    /** Removes all faults and runs `up` with all resources declared. */
    private async heal(): Promise<boolean> {
        await this.pass(5 * 60_000);
        this.service.setFaults([]);
        this.service.list = { repeats: false, hides: undefined };
        this.service.refuseFor(0);
        const program = this.program(this.schedule.groups.map(() => 0));
        await this.command("refresh", () => this.engine.refresh());
        const up = await this.command("last up", () => this.engine.up(program));
        this.must(up.ok || this.isUnclear, "the next up without faults goes well");
        if (!up.ok) return false;
        const again = await this.command("up again", () => this.engine.up(program));
        this.must(again.ok, "an up after that has nothing to complain about");
        return true;
    }

    private checkEnd(): void {
        const ids = [...this.engine.stack.state.values()].map(({ id }) => id);
        this.must(new Set(ids).size === ids.length, "no two resources have the same run");
        for (const [resource, { id }] of this.engine.stack.state) {
            const started = this.service.started.find(({ run }) => run.runId === id);
            this.must(started !== undefined, "every run in state was started");
            const wanted = this.runs.markOf(Number(resource.slice(1)), 0);
            if (!this.isUnclear) this.must(started?.mark === wanted, `${resource} has a run that it asked for`);
        }
        if (this.isUnclear) return;
        this.must(ids.length === this.schedule.groups.length, "every resource is in state");
        for (const { run, mark } of this.ownActive()) {
            this.must(ids.includes(run.runId), `state and service agree: ${run.runId} of ${mark} is active`);
        }
        // The remaining records only confirm that the creates of runs in state have returned.
        this.must(this.openRecords().length === 0, "the journal has done its work");
    }

    /** The journal's records of runs that are not in state. */
    private openRecords(): readonly NotedStart[] {
        const inState = new Set(this.engine.stack.entries().map(([, { id }]) => id));
        return this.engine.shelf
            .noted()
            .filter(({ record }) => record.stage === "requested" || (!inState.has(record.runId) && !record.returned));
    }

    private checkNothingForgotten(): void {
        const noted = this.engine.shelf.noted();
        const known = new Set([
            ...this.engine.stack.entries().map(([, { id }]) => id),
            ...noted.flatMap(({ record }) => (record.stage === "started" ? [record.runId] : [])),
        ]);
        const open = new Set([
            ...noted.flatMap(({ record }) => (record.stage === "requested" ? [record.stamp] : [])),
            ...this.engine.stack.pendingCreates.map(({ stamp }) => stamp),
        ]).size;
        const unknown = this.ownActive().filter(({ run }) => !known.has(run.runId));
        this.must(
            unknown.length <= open + this.lostWithDisk,
            `every active run is in state, in the journal or a pending create: ${unknown.map(({ run }) => run.runId).join(", ")}`,
        );
    }

    private checkError(text: string): void {
        if (text.includes("the plugin process has died")) return;
        const says = /[Nn]o(thing more|thing)? (run )?was started|[Rr]un [0-9a-f-]{36}|may have been started|which run/;
        this.must(says.test(text), `an error says what is there: ${text}`);
    }

    private beforeStart(mark: string): void {
        if (mark === "foreign") return;
        this.log.push(`start ${mark} at ${this.service.clock.now()}`);
        const inState = new Set(this.engine.stack.entries().map(([, { id }]) => id));
        const active = this.ownActive().filter((other) => other.mark === mark);
        const unaccounted = active.filter(({ run }) => !inState.has(run.runId));
        const { marks, replaced, left } = this.wanted;
        const leftBehind = left.filter((other) => other === mark).length;
        const wanting = [...marks].filter(([resource, wants]) => {
            const id = this.engine.stack.state.get(resource)?.id;
            const has = active.some(({ run }) => run.runId === id);
            return wants === mark && (!has || resource === replaced);
        });
        if (unaccounted.length + 1 > wanting.length + leftBehind + this.lostWithDisk)
            this.broken ??= `${mark} is started twice: ${JSON.stringify([unaccounted.map(({ run }) => run.runId.slice(-4)), wanting, leftBehind])}`;
    }

    private ownActive(): StartedRun[] {
        return this.service.active().filter(({ mark, run }) => mark !== "foreign" && this.service.world.isKept(run));
    }

    private program(generations: readonly (number | undefined)[]): Program {
        const { program, marks } = this.runs.program(generations);
        const { pendingCreates, state } = this.engine.stack;
        const begun = [
            ...this.openRecords().map(({ urn, record }) => ({
                ...{ name: resourceName(urn), key: record.stamp },
                mark: this.runs.markOfHash(record.wanted.inputs),
            })),
            ...pendingCreates.map(({ name, stamp, inputs }) => ({
                ...{ name, key: stamp, mark: this.runs.markOfInputs(inputs) },
            })),
        ];
        const left = [...new Map(begun.map((start) => [start.key, start])).values()].flatMap(({ name, mark }) => {
            const isWanted = mark === marks.get(name) && !state.has(name);
            return mark === undefined || isWanted ? [] : [mark];
        });
        this.wanted = { marks, replaced: undefined, left };
        return program;
    }

    private happen(event: Event): void {
        this.log.push(`! ${event.what} at ${this.service.clock.now()}`);
        // A foreign run may be indistinguishable from one of the stack's.
        if (event.what === "foreign") this.isUnclear = true;
        happen(event, this.engine, this.service);
    }

    private must(holds: boolean, promise: string): void {
        if (!holds) this.fail(promise);
    }

    private fail(promise: string): never {
        const runs = this.service.started.map(
            ({ run, mark }) => `${run.runId.slice(-4)} ${this.service.world.statusOf(run)} ${mark}`,
        );
        const state = [...this.engine.stack.state].map(([resource, { id }]) => `${resource}=${id.slice(-4)}`);
        const journal = JSON.stringify([
            this.engine.shelf.noted(),
            this.engine.stack.pendingCreates.map(({ name, stamp }) => [name, stamp]),
        ]);
        const said = this.engine.said.filter((text) => !/ \d+ (s|min)$/.test(text)).join("\n");
        throw new Error(
            `broken: ${promise}\n${this.log.join("\n")}\nruns: ${runs.join(", ")}\nstate: ${state.join(", ")}\njournal: ${journal}\nsaid: ${said}`,
        );
    }
}
