import { spawn, type ChildProcess } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import * as grpc from "@grpc/grpc-js";
import { EngineService, type IEngineServer } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogSeverity, type LogRequest } from "@pulumi/pulumi/proto/engine_pb";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { neutralEnvironment } from "./neutralEnvironment";

export type Properties = Record<string, JavaScriptValue>;

export interface EngineLine {
    readonly severity: "debug" | "info" | "warning" | "error";
    readonly text: string;
    readonly urn: string;
    readonly ephemeral: boolean;
}

/** A resource that was created but failed to initialize, as the engine reads it from an error. */
export interface InitFailure {
    readonly id: string;
    readonly reasons: readonly string[];
    readonly properties: Properties;
}

export class CallError extends Error {
    constructor(
        message: string,
        readonly initFailure: InitFailure | undefined,
    ) {
        super(message);
    }
}

const TYPE = "pulumi-nodejs:dynamic/fortanix-ccm:WorkflowRun";
/** The provider text in the states of existing users, which must never change. */
export const PROVIDER_TEXT = 'exports.handler = () => require("pulumi-fortanix-ccm/runtime").workflowRun()';

export const URN = `urn:pulumi:test::test::${TYPE}::run`;

/** Pulumi's real plugin process for dynamic providers, of a chosen SDK, with a fake engine that records its logs. */
export class PluginProcess {
    readonly lines: EngineLine[] = [];
    private printedText = "";

    private constructor(
        private readonly child: ChildProcess,
        private readonly engine: grpc.Server,
        private readonly client: ResourceProviderClient,
        lines: EngineLine[],
        /** The folder of its start journal. */
        readonly journal: string,
    ) {
        this.lines = lines;
        for (const stream of [child.stdout, child.stderr])
            stream?.on("data", (text: Buffer) => (this.printedText += text.toString()));
    }

    /** @param sdk the package of the SDK, such as `@pulumi/pulumi` or the alias of another version of it */
    static async start(sdk: string, environment: NodeJS.ProcessEnv = {}): Promise<PluginProcess> {
        const lines: EngineLine[] = [];
        const [engine, address] = await startEngine(lines);
        // Not the folder of the end-to-end tests, which they empty when they start.
        const cwd = join(__dirname, "..", "..", ".work", "protocol");
        mkdirSync(cwd, { recursive: true });
        const script = join(dirname(require.resolve(`${sdk}/package.json`)), "cmd", "dynamic-provider", "index.js");
        const journal = mkdtempSync(join(cwd, "journal-"));
        const env = { ...neutralEnvironment(), FORTANIX_CCM_JOURNAL_DIR: journal, ...environment };
        const child = spawn(process.execPath, ["--require", join(__dirname, "pacedClock.cjs"), script, address], {
            cwd,
            env,
        });
        child.once("close", () => rmSync(journal, { recursive: true, force: true }));
        const port = await new Promise<string>((resolve, reject) => {
            createInterface({ input: child.stdout }).once("line", resolve);
            child.once("close", (code) => reject(new Error(`the plugin process has ended with ${code}`)));
        }).catch((error: unknown) => {
            // An open server would keep the tests from ending.
            engine.forceShutdown();
            throw error;
        });
        const client = new ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
        return new PluginProcess(child, engine, client, lines, env.FORTANIX_CCM_JOURNAL_DIR);
    }

    /** All output of the plugin process. */
    get printed(): string {
        return this.printedText;
    }

    /** Sends the signal with which the engine ends a plugin process. */
    interrupt(): void {
        this.child.kill("SIGINT");
    }

    ended(): Promise<void> {
        return new Promise((resolve) => this.child.once("close", () => resolve()));
    }

    stop(): void {
        this.client.close();
        this.child.kill();
        this.engine.forceShutdown();
    }

    async configure(config: Readonly<Record<string, string>>): Promise<void> {
        const request = new messages.ConfigureRequest();
        request.setArgs(Struct.fromJavaScript({ ...config }));
        await call<messages.ConfigureResponse>((done) => this.client.configure(request, done));
    }

    async check(olds: Properties, news: Properties) {
        const request = new messages.CheckRequest();
        request.setUrn(URN);
        request.setOlds(Struct.fromJavaScript(olds));
        request.setNews(Struct.fromJavaScript(news));
        const response = await call<messages.CheckResponse>((done) => this.client.check(request, done));
        return {
            inputs: plain(response.getInputs()),
            failures: response
                .getFailuresList()
                .map((failure) => ({ property: failure.getProperty(), reason: failure.getReason() })),
        };
    }

    async diff(id: string, olds: Properties, news: Properties) {
        const request = new messages.DiffRequest();
        request.setId(id);
        request.setOlds(Struct.fromJavaScript(olds));
        request.setNews(Struct.fromJavaScript(news));
        const response = await call<messages.DiffResponse>((done) => this.client.diff(request, done));
        const changes = (["unknown", "none", "some"] as const)[response.getChanges()];
        return {
            changes,
            replaces: response.getReplacesList(),
            ...(response.getDeletebeforereplace() && { deleteBeforeReplace: true }),
        };
    }

    async create(inputs: Properties) {
        const request = new messages.CreateRequest();
        request.setUrn(URN);
        request.setProperties(Struct.fromJavaScript(inputs));
        const response = await call<messages.CreateResponse>((done) => this.client.create(request, done));
        return { id: response.getId(), outputs: plain(response.getProperties()) };
    }

    async read(id: string, outputs: Properties) {
        const request = new messages.ReadRequest();
        request.setId(id);
        request.setProperties(Struct.fromJavaScript(outputs));
        const response = await call<messages.ReadResponse>((done) => this.client.read(request, done));
        return { id: response.getId(), outputs: plain(response.getProperties()) };
    }

    async update(id: string, olds: Properties, news: Properties) {
        const request = new messages.UpdateRequest();
        request.setId(id);
        request.setOlds(Struct.fromJavaScript(olds));
        request.setNews(Struct.fromJavaScript(news));
        const response = await call<messages.UpdateResponse>((done) => this.client.update(request, done));
        return { outputs: plain(response.getProperties()) };
    }

    async delete(id: string, outputs: Properties): Promise<void> {
        const request = new messages.DeleteRequest();
        request.setId(id);
        request.setProperties(Struct.fromJavaScript(outputs));
        await call<Empty>((done) => this.client.delete(request, done));
    }
}

function plain(struct: Struct | undefined): Properties {
    return struct?.toJavaScript() ?? {};
}

/** Calls the plugin process. A call must be answered, or the engine would hang forever. */
function call<T>(send: (done: (error: grpc.ServiceError | null, response: T) => void) => unknown): Promise<T> {
    return new Promise((resolve, reject) => {
        send((error, response) => {
            if (error === null) resolve(response);
            else reject(new CallError(error.details, initFailureOf(error)));
        });
    });
}

function initFailureOf(error: grpc.ServiceError): InitFailure | undefined {
    const [encoded] = error.metadata.get("grpc-status-details-bin");
    if (!(encoded instanceof Buffer)) return undefined;
    const [detail] = Status.deserializeBinary(encoded).getDetailsList();
    if (detail === undefined) return undefined;
    const failure = messages.ErrorResourceInitFailed.deserializeBinary(detail.getValue_asU8());
    return { id: failure.getId(), reasons: failure.getReasonsList(), properties: plain(failure.getProperties()) };
}

async function startEngine(lines: EngineLine[]): Promise<[grpc.Server, string]> {
    const names = {
        [LogSeverity.DEBUG]: "debug",
        [LogSeverity.INFO]: "info",
        [LogSeverity.WARNING]: "warning",
        [LogSeverity.ERROR]: "error",
    } as const;
    const server = new grpc.Server();
    const service: Partial<IEngineServer> = {
        log: ({ request }: { request: LogRequest }, done: grpc.sendUnaryData<Empty>) => {
            lines.push({
                severity: names[request.getSeverity()],
                text: request.getMessage(),
                urn: request.getUrn(),
                ephemeral: request.getEphemeral(),
            });
            done(null, new Empty());
        },
    };
    server.addService({ log: EngineService.log }, service as grpc.UntypedServiceImplementation);
    const port = await new Promise<number>((resolve, reject) => {
        server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
            error === null ? resolve(bound) : reject(error),
        );
    });
    return [server, `127.0.0.1:${port}`];
}
