import { SEED } from "../../simulator/seed";
import type { NotedStart, Properties } from "../../provider/core";
import { parseInputs } from "../../provider/core/runs/runInputs";
import { runSpecOf } from "../../provider/core/recovery/runSpec";
import { EngineModel, type Program, type UpdateResult } from "./engineModel";
import type { Event, Schedule, Step } from "./schedule";
import { VirtualService, type StartedRun } from "./virtualService";

/** No command may take longer than this; several time limits of a run fit in. */
const COMMAND_LIMIT_MS = 2 * 3600_000;
const SECRET = "explorer-secret-value";

/**
 * Carries out a schedule and holds what the service has seen against the promises.
 *
 * @throws Error that names the promise that was broken
 */
export async function explore(schedule: Schedule): Promise<void> {
    await new Exploration(schedule).run();
}

interface Wanted {
    readonly marks: ReadonlyMap<string, string>;
    readonly replaced: string | undefined;
    /** Of what interrupted commands have left in the journal: the marks that are not wanted any more. */
    readonly left: readonly string[];
}

class Exploration {
    private readonly service = new VirtualService();
    private readonly engine = new EngineModel(this.service);
    private readonly log: string[] = [];
    /** Whether it may be beyond anybody to tell which run is whose: then a refusal is right. */
    private isUnclear: boolean;
    private broken: string | undefined;
    /** What the command at hand is about: which resource wants which mark, and which is to be replaced. */
    private wanted: Wanted = { marks: new Map(), replaced: undefined, left: [] };
    private readonly marksByHash = new Map<string, string>();

    constructor(private readonly schedule: Schedule) {
        const { pendingSeconds, lagMs } = schedule;
        this.service.world.listLagMs = lagMs;
        const troubles = schedule.steps.flatMap(({ faults, events }) => [...faults, ...events]).length;
        const hasDuplicates = new Set(schedule.groups).size < schedule.groups.length;
        const jumps = schedule.steps.some(({ events }) => events.some(({ what }) => what === "jump"));
        for (const index of schedule.groups.keys()) {
            for (const generation of [0, 1]) {
                const { inputs } = runSpecOf(parseInputs(this.inputs(index, generation)));
                this.marksByHash.set(inputs ?? "", this.markOf(index, generation));
            }
        }
        this.isUnclear = schedule.lookAlike || jumps || (hasDuplicates && troubles > 1);
        this.service.world.defaultScript = { ...this.service.world.defaultScript, pendingSeconds, stoppingSeconds: 2 };
        this.service.onStart = (mark) => this.beforeStart(mark);
    }

    async run(): Promise<void> {
        for (const step of this.schedule.steps) await this.step(step);
        // Where nobody can tell the runs apart, a person has to; all of them are in the journal till then.
        if (!(await this.heal())) return;
        this.checkEnd();
        await this.command("destroy", () => this.engine.destroy());
        this.must(this.ownActive().length === 0, "destroy leaves none active");
    }

    private async step(step: Step): Promise<void> {
        this.service.setFaults(step.faults);
        for (const event of step.events) this.service.clock.after(event.atMs, () => this.happen(event));
        const program = this.program(step.generations);
        const target = name(step.target);
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

    /** Everything works again, and the program declares all its resources. */
    private async heal(): Promise<boolean> {
        await this.pass(5 * 60_000);
        this.service.setFaults([]);
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
        const ids = [...this.engine.state.values()].map(({ id }) => id);
        this.must(new Set(ids).size === ids.length, "no two resources have the same run");
        for (const [resource, { id }] of this.engine.state) {
            const started = this.service.started.find(({ run }) => run.runId === id);
            this.must(started !== undefined, "every run in state was started");
            const wanted = this.markOf(Number(resource.slice(1)), 0);
            if (!this.isUnclear) this.must(started?.mark === wanted, `${resource} has a run that it asked for`);
        }
        if (this.isUnclear) return;
        this.must(ids.length === this.schedule.groups.length, "every resource is in state");
        for (const { run, mark } of this.ownActive()) {
            this.must(ids.includes(run.runId), `state and service agree: ${run.runId} of ${mark} is active`);
        }
        // What is left says of runs in state that their creates have returned.
        this.must(this.openRecords().length === 0, "the journal has done its work");
    }

    /** What the journal says of runs that no state has. */
    private openRecords(): readonly NotedStart[] {
        const inState = new Set(this.entries().map(({ id }) => id));
        return this.engine.shelf
            .noted()
            .filter(({ record }) => record.stage === "requested" || (!inState.has(record.runId) && !record.returned));
    }

    private entries() {
        return [...this.engine.state.values(), ...this.engine.pendingDeletes.map(({ entry }) => entry)];
    }

    private checkNothingForgotten(): void {
        const noted = this.engine.shelf.noted();
        const known = new Set([
            ...this.entries().map(({ id }) => id),
            ...noted.flatMap(({ record }) => (record.stage === "started" ? [record.runId] : [])),
        ]);
        const open = new Set([
            ...noted.flatMap(({ record }) => (record.stage === "requested" ? [record.stamp] : [])),
            ...this.engine.pendingCreates.map(({ stamp }) => stamp),
        ]).size;
        const unknown = this.ownActive().filter(({ run }) => !known.has(run.runId));
        this.must(
            unknown.length <= open,
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
        const entries = [...this.engine.state].concat(
            this.engine.pendingDeletes.map(({ name: resource, entry }) => [resource, entry]),
        );
        const inState = new Set(entries.map(([, { id }]) => id));
        const active = this.ownActive().filter((other) => other.mark === mark);
        const unaccounted = active.filter(({ run }) => !inState.has(run.runId));
        const { marks, replaced, left } = this.wanted;
        const leftBehind = left.filter((other) => other === mark).length;
        const wanting = [...marks].filter(([resource, wants]) => {
            const id = this.engine.state.get(resource)?.id;
            const has = active.some(({ run }) => run.runId === id);
            return wants === mark && (!has || resource === replaced);
        });
        if (unaccounted.length + 1 > wanting.length + leftBehind) this.broken ??= `${mark} is started twice`;
    }

    private ownActive(): StartedRun[] {
        return this.service.active().filter(({ mark, run }) => mark !== "foreign" && this.service.world.isKept(run));
    }

    private program(generations: readonly (number | undefined)[]): Program {
        const resources = generations.flatMap((generation, index) =>
            generation === undefined ? [] : [[name(index), this.inputs(index, generation)] as const],
        );
        const marks = generations.flatMap((generation, index) =>
            generation === undefined ? [] : [[name(index), this.markOf(index, generation)] as const],
        );
        const wanted = new Map(marks);
        const begun = [
            ...this.openRecords().map(({ urn, record }) => ({ urn, key: record.stamp, hash: record.wanted.inputs })),
            ...this.engine.pendingCreates.map(({ urn, stamp, inputs }) => ({
                ...{ urn, key: stamp, hash: runSpecOf(parseInputs(inputs)).inputs },
            })),
        ];
        const left = [...new Map(begun.map((start) => [start.key, start])).values()].flatMap(({ urn, hash }) => {
            const resource = urn.split("::").at(-1) ?? "";
            const mark = this.marksByHash.get(hash ?? "");
            const isWanted = mark === wanted.get(resource) && !this.engine.state.has(resource);
            return mark === undefined || isWanted ? [] : [mark];
        });
        this.wanted = { marks: wanted, replaced: undefined, left };
        return new Map(resources);
    }

    private markOf(index: number, generation: number): string {
        return `group ${this.schedule.groups[index]} generation ${generation}`;
    }

    private inputs(index: number, generation: number): Properties {
        const mark = this.markOf(index, generation);
        return {
            graphId: SEED.graphId,
            graphVersion: "2",
            deployment: {
                kubernetesSingleJob: {
                    namespace: this.schedule.lookAlike ? "scoring" : mark,
                    clusterId: SEED.kubernetesClusterId,
                },
            },
            runtimeConfigs: {
                [SEED.runtimeConfigIds["2"]]: { deployment: { kubernetes: { jobSpec: { mark, secret: SECRET } } } },
            },
            waitFor: this.schedule.waitFor,
            __secretPaths: [
                ["runtimeConfigs", SEED.runtimeConfigIds["2"], "deployment", "kubernetes", "jobSpec", "secret"],
            ],
        };
    }

    private happen({ what, size }: Event): void {
        this.log.push(`! ${what} at ${this.service.clock.now()}`);
        const { world } = this.service;
        const run = this.service.started[size % Math.max(1, this.service.started.length)]?.run;
        switch (what) {
            case "interrupt":
                this.engine.interrupt();
                break;
            case "killPulumi":
                this.engine.kill("pulumi");
                break;
            case "killPlugin":
                this.engine.kill("plugin");
                break;
            case "killBoth":
                this.engine.kill("both");
                break;
            case "end":
            case "fail":
                if (run !== undefined && !world.isOver(run)) world.end(run, what === "end" ? "SUCCEEDED" : "FAILED");
                break;
            case "purge":
                if (run !== undefined && world.isOver(run)) run.purged = true;
                break;
            case "foreign": {
                this.isUnclear = true;
                const deployment = {
                    kubernetes_single_job: { namespace: "scoring", cluster_id: SEED.kubernetesClusterId },
                };
                this.service.start({ graph_id: SEED.graphId, graph_version: "2", deployment });
                break;
            }
            case "expire":
                // Longer than a wait puts up with, or shorter.
                this.service.refuseFor(size * 30_000);
                break;
            case "jump":
                this.service.clock.jump((size - 5) * 3600_000);
                break;
        }
    }

    private must(holds: boolean, promise: string): void {
        if (!holds) this.fail(promise);
    }

    private fail(promise: string): never {
        const runs = this.service.started.map(
            ({ run, mark }) => `${run.runId.slice(-4)} ${this.service.world.statusOf(run)} ${mark}`,
        );
        const state = [...this.engine.state].map(([resource, { id }]) => `${resource}=${id.slice(-4)}`);
        const journal = JSON.stringify([
            this.engine.shelf.noted(),
            this.engine.pendingCreates.map(({ urn, stamp }) => [urn, stamp]),
        ]);
        const said = this.engine.said.filter((text) => !/ \d+ (s|min)$/.test(text)).join("\n");
        throw new Error(
            `broken: ${promise}\n${this.log.join("\n")}\nruns: ${runs.join(", ")}\nstate: ${state.join(", ")}\njournal: ${journal}\nsaid: ${said}`,
        );
    }
}

function name(index: number): string {
    return `r${index}`;
}
