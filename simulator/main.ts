#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { Command, InvalidArgumentError, Option } from "commander";
import { SEED } from "./seed";
import type { SeedFile } from "./seedFile";
import { startSimulator } from "./server";

interface Options {
    port: number;
    armor?: true;
    apiPrefix?: string;
    authHeader: "authorization" | "authentication";
    speed: number;
    pending: number;
    running?: number;
    tlsKey?: string;
    tlsCert?: string;
    seed?: SeedFile;
}

function numberFrom(text: string): number {
    const value = Number(text);
    if (text.trim() === "" || !Number.isFinite(value) || value < 0)
        throw new InvalidArgumentError("It must be a number of 0 or more.");
    return value;
}

function seedFrom(file: string): SeedFile {
    try {
        return JSON.parse(readFileSync(file, "utf8")) as SeedFile;
    } catch (error) {
        throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
    }
}

const program = new Command("fortanix-ccm-simulator")
    .description("A Fortanix CCM on this machine, to rehearse a stack with. It forgets everything when it ends.")
    .option("--port <number>", "port to listen on; 0 takes a free one", numberFrom, 8480)
    .option("--armor", "serve the URLs of CCM on Fortanix Armor instead of those of a CCM of its own")
    .option("--api-prefix <path>", "what stands before the operations (--armor) or their /v1")
    .addOption(
        new Option("--auth-header <name>", "header that carries the token")
            .choices(["authorization", "authentication"])
            .default("authorization"),
    )
    .option("--speed <factor>", "seconds of simulated time in a second", numberFrom, 1)
    .option("--pending <seconds>", "how long a run stays PENDING", numberFrom, 2)
    .option(
        "--running <seconds>",
        "how long it then stays RUNNING before it has SUCCEEDED (default: for ever)",
        numberFrom,
    )
    .option(
        "--seed <file>",
        "JSON file with the graphs, clusters and credentials that it holds (see its README)",
        seedFrom,
    )
    .option("--tls-key <file>", "PEM file with the key; with --tls-cert, listens with TLS")
    .option("--tls-cert <file>", "PEM file with the certificate")
    .action(serve);

async function serve(options: Options): Promise<void> {
    const { tlsKey, tlsCert } = options;
    if ((tlsKey === undefined) !== (tlsCert === undefined))
        program.error("error: --tls-key and --tls-cert go together");
    const simulator = await startSimulator({
        port: options.port,
        deployment: options.armor === true ? "armor" : "standalone",
        ...(options.apiPrefix !== undefined && { apiPrefix: options.apiPrefix }),
        authHeader: options.authHeader,
        speed: options.speed,
        defaultScript: { pendingSeconds: options.pending, runningSeconds: options.running ?? null },
        ...(options.seed !== undefined && { seed: options.seed }),
        ...(tlsKey !== undefined && tlsCert !== undefined
            ? { tls: { key: readFileSync(tlsKey, "utf8"), cert: readFileSync(tlsCert, "utf8") } }
            : {}),
    });
    console.log(`A simulated CCM listens. For Pulumi:

${Object.entries(environmentOf(simulator.url, options))
    .map(([name, value]) => `    export ${name}=${value}`)
    .join("\n")}

${contentsOf(options.seed)}
Ctrl-C ends it.`);
}

/** Lists the graphs and clusters. */
function contentsOf(given: SeedFile = {}): string {
    const graphs = given.graphs?.map(({ graph_id, name, versions }) => {
        return `    graph    ${graph_id} (${name}), versions ${Object.keys(versions).join(", ")}`;
    }) ?? [`    graph    ${SEED.graphId} (nightly-scoring), versions 1 and 2`];
    const clusters = given.clusters?.map(({ cluster_id, name }) => `    cluster  ${cluster_id} (${name})`) ?? [
        `    cluster  ${SEED.kubernetesClusterId} (Kubernetes), ${SEED.aciClusterId} (ACI)`,
    ];
    return [...graphs, ...clusters].map((line) => `${line}\n`).join("");
}

/** Environment variables for a stack that uses this CCM. */
function environmentOf(url: string, { armor, apiPrefix, seed }: Options): Record<string, string> {
    const prefix: Record<string, string> = apiPrefix === undefined ? {} : { FORTANIX_CCM_API_PREFIX: apiPrefix };
    if (armor !== true)
        return {
            FORTANIX_CCM_ENDPOINT: url,
            ...prefix,
            FORTANIX_CCM_TOKEN: seed?.tokens?.[0]?.token ?? SEED.writerToken,
        };
    const app = seed?.apps?.[0] ?? SEED.app;
    return {
        ...{ FORTANIX_CCM_ENDPOINT: url, FORTANIX_CCM_DEPLOYMENT: "armor", ...prefix },
        ...{ FORTANIX_CCM_APP_ID: app.appId, FORTANIX_CCM_API_KEY: app.apiKey },
    };
}

program.parseAsync().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
});
