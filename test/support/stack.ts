import {
    cpSync,
    mkdirSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    renameSync,
    rmSync,
    writeFileSync,
    existsSync,
} from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { parse, stringify } from "yaml";
import { thisMachine } from "../../provider/plugin/session";
import { endProcesses, isMarked, kill, markedProcesses } from "../../tools/ownProcesses";
import { run } from "../../tools/process";
import { ensurePulumi } from "../../tools/pulumi-cli/ensurePulumi";
import { pulumiEnvironment } from "../../tools/pulumi-cli/pulumiEnvironment";
import { cliScript } from "../../tools/repository";
import { defaultProject } from "./defaultProject";
import { startPulumi, type Outcome, type RunningCommand } from "./pulumiCommand";
import { neutralEnvironment } from "./neutralEnvironment";
import { openStartsIn, resourcesIn, stateFileOf, type StateResource } from "./stackFiles";
import { testFolder } from "./testFolders";
import { until } from "./until";
import { VAULT_PROVIDER, vaultEnvironment } from "./vault";

const work = testFolder();

export interface ResourceSpec {
    /** A class of the package; `WorkflowRun` by default. */
    readonly type?: string;
    /** May hold the marks of `program.js`: `{ $secret }`, `{ $later }`, `{ $config }` and so on. */
    readonly args: Record<string, unknown>;
    readonly opts?: Record<string, unknown>;
}

const template = join(work, "template");

/** Environment variable with the stack's folder, in every process that its commands start. */
const STACK_VARIABLE = "TEST_STACK";

const TYPE = "pulumi-nodejs:dynamic/fortanix-ccm:WorkflowRun";

/** A Pulumi project with its own stack and folder, which uses the real CLI. */
export class TestStack {
    readonly folder: string;
    private readonly environment: NodeJS.ProcessEnv;
    private recordsWire = false;

    private constructor(
        private readonly program: string,
        environment: NodeJS.ProcessEnv,
        files: Readonly<Record<string, string>>,
        beside?: TestStack,
    ) {
        this.folder = mkdtempSync(join(work, "stack-"));
        this.write(files);
        const own = { ...neutralEnvironment(), ...environment };
        this.environment = pulumiEnvironment(join((beside ?? this).folder, ".pulumi"), own);
    }

    /**
     * @param files the project; by default a JavaScript program that declares the resources of `declare`
     * @param beside a stack whose backend is used
     */
    static async create(
        environment: NodeJS.ProcessEnv,
        files?: Readonly<Record<string, string>>,
        beside?: TestStack,
    ): Promise<TestStack> {
        const { program } = await ensurePulumi(console.log);
        const project = files ?? defaultProject();
        const stack = new TestStack(program, { ...(await vaultEnvironment()), ...environment }, project, beside);
        if (/^name: test$/m.test(project["Pulumi.yaml"] ?? "")) await stack.initFromTemplate();
        else await stack.mustRun("stack", "init", "test");
        return stack;
    }

    /** Runs `pulumi stack init` only once: its result is the same for every project of the same name, and is copied. */
    private async initFromTemplate(): Promise<void> {
        const parts = ["Pulumi.test.yaml", join(".pulumi", "state")];
        if (!existsSync(template)) {
            await this.mustRun("stack", "init", "test", "--secrets-provider", VAULT_PROVIDER);
            const draft = mkdtempSync(join(work, "template-"));
            for (const part of parts) cpSync(join(this.folder, part), join(draft, part), { recursive: true });
            try {
                renameSync(draft, template);
            } catch {
                // Another test was faster.
                rmSync(draft, { recursive: true });
            }
            return;
        }
        for (const part of parts) cpSync(join(template, part), join(this.folder, part), { recursive: true });
    }

    private get wireFile(): string {
        return join(this.folder, "wire.json");
    }

    /** The same stack with other environment variables. */
    with(environment: NodeJS.ProcessEnv): TestStack {
        const other = Object.create(TestStack.prototype) as TestStack;
        return Object.assign(other, this, { environment: { ...this.environment, ...environment } });
    }

    /** Sets the resources that the program declares from now on, and its exports. */
    declare(resources: Readonly<Record<string, ResourceSpec>>, exports: Readonly<Record<string, unknown>> = {}): void {
        writeFileSync(join(this.folder, "resources.json"), JSON.stringify({ exports, ...resources }, null, 2));
    }

    /** Replaces the program that `declare` is for with another JavaScript program. */
    runProgram(text: string): void {
        this.write({ "program.js": text });
    }

    /** Writes files of the project. */
    write(files: Readonly<Record<string, string>>): void {
        for (const [name, text] of Object.entries(files)) {
            const file = join(this.folder, name);
            mkdirSync(dirname(file), { recursive: true });
            writeFileSync(file, text);
        }
    }

    /** Adds to the stack's configuration, as an editor would: nothing is encrypted. */
    configure(settings: Readonly<Record<string, string>>): void {
        const file = join(this.folder, "Pulumi.test.yaml");
        const { config = {}, ...rest } = parse(readFileSync(file, "utf8")) as { config?: object };
        const added = Object.entries(settings).map(([key, value]) => [`test:${key}`, value] as const);
        writeFileSync(file, stringify({ ...rest, config: { ...config, ...Object.fromEntries(added) } }));
    }

    /** The exports of the program, from the state. */
    outputs(): Record<string, unknown> {
        return this.resources().find(({ type }) => type === "pulumi:pulumi:Stack")?.outputs ?? {};
    }

    up(...args: string[]): Promise<Outcome> {
        return this.run("up", "--yes", "--skip-preview", ...args);
    }

    preview(...args: string[]): Promise<Outcome> {
        return this.run("preview", ...args);
    }

    refresh(...args: string[]): Promise<Outcome> {
        return this.run("refresh", "--yes", "--skip-preview", ...args);
    }

    destroy(...args: string[]): Promise<Outcome> {
        return this.run("destroy", "--yes", "--skip-preview", ...args);
    }

    /** Runs a command that must succeed. */
    async mustRun(...args: string[]): Promise<string> {
        const { code, output } = await this.run(...args);
        if (code !== 0) throw new Error(`pulumi ${args.join(" ")} ended with ${code}:\n${output}`);
        return output;
    }

    run(...args: string[]): Promise<Outcome> {
        return this.start(...args).outcome;
    }

    /** Ids of the running plugin processes that this stack's commands have started. */
    plugins(): number[] {
        const folder = join(this.folder, "plugins");
        return existsSync(folder)
            ? readdirSync(folder)
                  .map(Number)
                  .filter((pid) => thisMachine.isAlive(pid) && isOf(this.folder, pid))
            : [];
    }

    /** Kills the plugin processes, which a killed `pulumi` leaves. */
    endPlugins(): void {
        for (const pid of this.plugins()) kill(pid);
    }

    /** Kills all processes that this stack's commands have left, for tests that kill some of them. */
    endProcesses(): void {
        this.endPlugins();
        endProcesses(this.folder, STACK_VARIABLE);
    }

    /** Starts in the start journal that are not confirmed to be in state, by resource name. */
    journal(): Record<string, { stage: string; runId?: string }> {
        return openStartsIn(join(this.folder, ".pulumi", "home", "fortanix-ccm", "journal"));
    }

    /** Starts a command and does not wait for its end. */
    start(...args: string[]): RunningCommand {
        return startPulumi(this.program, [...args, "--non-interactive", "--color", "never"], {
            cwd: this.folder,
            env: {
                ...this.environment,
                [STACK_VARIABLE]: this.folder,
                PULUMI_STACK: this.environment["PULUMI_STACK"] ?? "test",
                // Commands are too short for garbage collection to matter.
                GOGC: "400",
                ...(this.recordsWire && { PULUMI_DEBUG_GRPC: this.wireFile }),
                NODE_OPTIONS: loadedFirst(this.environment["NODE_OPTIONS"]),
            },
        });
    }

    /** Records the calls of all further commands for `wire` and `calls`. It slows each command down a little. */
    recordWire(): void {
        this.recordsWire = true;
        rmSync(this.wireFile, { force: true });
    }

    /** All recorded messages between the engine and the plugin processes. */
    wire(): string {
        return readFileSync(this.wireFile, "utf8");
    }

    /** The recorded methods of the provider that were called, in order. */
    calls(): string[] {
        return this.wire()
            .split("\n")
            .filter((line) => line.includes("/pulumirpc.ResourceProvider/") && line.includes(TYPE))
            .map((line) => JSON.parse(line) as { method: string; progress: string })
            .filter(({ progress }) => progress === "response_completed")
            .map(({ method }) => method.replace(/.*\//, "").toLowerCase());
    }

    /** The state as it is stored, with encrypted secrets, or with plaintext secrets. */
    async exportState(...args: string[]): Promise<string> {
        return this.mustRun("stack", "export", ...args);
    }

    /** All runs in the state file, including those pending deletion. */
    allRuns(): StateResource[] {
        return this.resources().filter(({ type }) => type === TYPE);
    }

    /** Runs `npx pulumi-fortanix-ccm` in the project's folder. */
    cli(...args: string[]): ReturnType<typeof run> {
        const PATH = `${dirname(this.program)}${delimiter}${process.env["PATH"] ?? ""}`;
        return run(process.execPath, [cliScript, ...args], { cwd: this.folder, env: { ...this.environment, PATH } });
    }

    /** Rewrites the state file. `pulumi stack import` would remove pending operations. */
    editState(edit: (text: string) => string): void {
        const file = stateFileOf(join(this.folder, ".pulumi", "state"), "test");
        writeFileSync(file, edit(readFileSync(file, "utf8")));
    }

    /** All resources in the state file. */
    resources(): StateResource[] {
        return resourcesIn(join(this.folder, ".pulumi", "state"), "test");
    }

    /** The runs in state, by name. */
    async runs(): Promise<Record<string, StateResource>> {
        const runs = this.allRuns().filter((resource) => resource.delete !== true);
        return Object.fromEntries(
            runs.map((resource) => [resource.urn.split("::").slice(3).join("::"), resource] as const),
        );
    }

    async theRun(name = "run"): Promise<StateResource> {
        const run = (await this.runs())[name];
        if (run === undefined) throw new Error(`there is no run ${name} in state`);
        return run;
    }

    /** One resource in state, of any type. */
    theResource(name: string): StateResource {
        const found = this.resources().find(({ urn }) => urn.endsWith(`::${name}`));
        if (found === undefined) throw new Error(`there is no ${name} in state`);
        return found;
    }

    /** Removes the stack. @throws Error if a process of its commands is still running */
    async remove(): Promise<void> {
        const left = () => [...new Set([...this.plugins(), ...markedProcesses(this.folder, STACK_VARIABLE)])];
        await until(
            "all processes of the stack's commands to end",
            () => left().length === 0,
            () => left().join(),
        ).finally(() => this.endProcesses());
        rmSync(this.folder, { recursive: true, force: true });
    }
}

/** The variable `NODE_OPTIONS` for commands of tests. */
export function loadedFirst(others = ""): string {
    return `${others} --require ${JSON.stringify(join(__dirname, "nodeProcess.cjs"))}`;
}

/** Whether a process belongs to the stack, and has not only reused an id. Known on Linux only; assumed elsewhere. */
function isOf(folder: string, pid: number): boolean {
    return process.platform !== "linux" || isMarked(pid, folder, STACK_VARIABLE);
}
