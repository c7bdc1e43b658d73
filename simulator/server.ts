import formbody from "@fastify/formbody";
import fastify, { type FastifyError, type FastifyInstance } from "fastify";
import "./fastifyTypes";
import { addArmorTokenRoute, addSessionRoutes, createGuards, type AuthHeader } from "./auth";
import { addGraphRoutes } from "./catalogRoutes";
import { addClusterRoutes } from "./clusterRoutes";
import { addControlRoutes, CONTROL_PREFIX } from "./controlRoutes";
import { type Exchange, watchExchanges } from "./exchange";
import { Faults } from "./faults";
import { Principals } from "./principals";
import { RateLimit } from "./rateLimit";
import { RequestLog } from "./requestLog";
import { addRunRoutes } from "./runRoutes";
import { DEFAULT_SCRIPT, type Script } from "./script";
import { seed } from "./seed";
import type { SeedFile } from "./seedFile";
import { World } from "./world";

/** Part of Fortanix Armor, or stand-alone. */
export type Deployment = "armor" | "standalone";

const ARMOR_PREFIX = "/api/v1/confidential_computing";

export interface SimulatorOptions {
    /** Port to listen on; a free one by default. */
    readonly port?: number;
    /** The deployment whose URLs it serves; stand-alone by default. URLs of the other are answered with 404. */
    readonly deployment?: Deployment;
    /** Path before the operations (Armor) or their `/v1` (stand-alone); the deployment's usual one by default. */
    readonly apiPrefix?: string;
    readonly authHeader?: AuthHeader;
    /** PEM texts; plain HTTP by default. */
    readonly tls?: { readonly key: string; readonly cert: string };
    /** Seconds of simulated time per second; 1 by default. */
    readonly speed?: number;
    /** Initial data; the built-in data by default. */
    readonly seed?: SeedFile;
    /** Called with every request to an operation and its response, except those that a fault has changed. */
    readonly onExchange?: (exchange: Exchange) => void;
    /** Script for runs of graphs that have none of their own. */
    readonly defaultScript?: Partial<Script>;
}

export interface Simulator {
    /** Such as `http://127.0.0.1:40001`. */
    readonly url: string;
    /** Base of the control API. */
    readonly controlUrl: string;
    /** Base of the operations. */
    readonly baseUrl: string;
    close(): Promise<void>;
}

/** Starts a simulated CCM with the built-in or given data. It listens on 127.0.0.1 only. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
    const app = createApp(options.tls);
    const world = new World();
    if (options.speed !== undefined) world.clock.setSpeed(options.speed);
    world.defaultScript = { ...DEFAULT_SCRIPT, ...options.defaultScript };
    const principals = new Principals(world);
    seed(world, principals);
    const faults = new Faults();
    const log = new RequestLog(() => world.clock.now());
    const rateLimit = new RateLimit();
    const authHeader = options.authHeader ?? "authorization";
    const guards = createGuards(principals, authHeader);
    const { deployment = "standalone", apiPrefix } = options;
    const prefix = deployment === "armor" ? (apiPrefix ?? ARMOR_PREFIX) : `${apiPrefix ?? ""}/v1`;

    app.decorateRequest("principal", undefined);
    // The service has one clock: times in bodies and headers agree.
    app.addHook("onRequest", async (_request, reply) => {
        reply.header("date", new Date(world.clock.now()).toUTCString());
    });
    log.install(app);
    await rateLimit.install(app);
    faults.install(app);
    if (options.onExchange !== undefined) watchExchanges(app, options.onExchange);
    addErrorAnswers(app, prefix, deployment);
    // Only this route accepts forms; all others accept JSON.
    await app.register(async (armor) => {
        await armor.register(formbody);
        addArmorTokenRoute(armor, principals);
    });
    await app.register(
        async (api) => {
            // With Armor, users log in to Armor, not to CCM.
            if (deployment === "standalone") addSessionRoutes(api, world, principals, authHeader);
            addRunRoutes(api, world, guards);
            addGraphRoutes(api, world, guards);
            addClusterRoutes(api, world, guards);
        },
        { prefix },
    );
    await app.register(async (control) => addControlRoutes(control, { world, principals, faults, log, rateLimit }), {
        prefix: CONTROL_PREFIX,
    });
    if (options.seed !== undefined) await useSeed(app, options.seed);
    const url = await app.listen({ host: "127.0.0.1", port: options.port ?? 0 });
    return { url, controlUrl: url + CONTROL_PREFIX, baseUrl: url + prefix, close: () => app.close() };
}

/** Loads the seed. @throws Error with the reason if it is invalid */
async function useSeed(app: FastifyInstance, given: SeedFile): Promise<void> {
    const { statusCode, body } = await app.inject({ method: "PUT", url: `${CONTROL_PREFIX}/seed`, payload: given });
    if (statusCode === 200) return;
    await app.close();
    const { message } = JSON.parse(body) as { message: string };
    throw new Error(`the seed cannot be used: ${message.replace(/^body\/?/, "")}`);
}

function createApp(tls: SimulatorOptions["tls"]): FastifyInstance {
    const options = {
        logger: false,
        forceCloseConnections: true,
        // As strict as the service: invalid values are rejected, not coerced.
        ajv: {
            customOptions: { removeAdditional: false, coerceTypes: false, useDefaults: false, allowUnionTypes: true },
        },
    } as const;
    return tls === undefined ? fastify(options) : fastify({ ...options, https: tls });
}

function addErrorAnswers(app: FastifyInstance, prefix: string, deployment: Deployment): void {
    app.setErrorHandler((error: FastifyError, _request, reply) => {
        const status = error.statusCode ?? 500;
        return reply.code(status).send({ message: error.message });
    });
    // As observed on a stand-alone CCM: its web application answers paths outside the API, with 200.
    app.setNotFoundHandler((request, reply) => {
        const isApi = [prefix, ARMOR_PREFIX].some((path) => request.url.startsWith(`${path}/`));
        if (isApi || deployment === "armor") return reply.code(404).send({ message: "No such operation" });
        const page =
            "<!doctype html><html><head><title>Confidential Computing Manager</title></head><body></body></html>";
        return reply.code(200).type("text/html; charset=utf-8").send(page);
    });
}
