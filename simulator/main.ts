#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { Command, InvalidArgumentError, Option } from "commander";
import { SEED } from "./seed";
import { startSimulator } from "./server";

interface Options {
    port: number;
    apiPrefix: string;
    authHeader: "authorization" | "authentication";
    speed: number;
    pending: number;
    running?: number;
    tlsKey?: string;
    tlsCert?: string;
}

function numberFrom(text: string): number {
    const value = Number(text);
    if (text.trim() === "" || !Number.isFinite(value) || value < 0)
        throw new InvalidArgumentError("It must be a number of 0 or more.");
    return value;
}

const program = new Command("fortanix-ccm-simulator")
    .description("A Fortanix CCM on this machine, to rehearse a stack with. It forgets everything when it ends.")
    .option("--port <number>", "port to listen on; 0 takes a free one", numberFrom, 8480)
    .option("--api-prefix <path>", "what stands before /v1, such as /api/v1/confidential_computing", "")
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
    .option("--tls-key <file>", "PEM file with the key; with --tls-cert, listens with TLS")
    .option("--tls-cert <file>", "PEM file with the certificate")
    .action(serve);

async function serve(options: Options): Promise<void> {
    const { tlsKey, tlsCert } = options;
    if ((tlsKey === undefined) !== (tlsCert === undefined))
        program.error("error: --tls-key and --tls-cert go together");
    const simulator = await startSimulator({
        port: options.port,
        apiPrefix: options.apiPrefix,
        authHeader: options.authHeader,
        speed: options.speed,
        defaultScript: { pendingSeconds: options.pending, runningSeconds: options.running ?? null },
        ...(tlsKey !== undefined && tlsCert !== undefined
            ? { tls: { key: readFileSync(tlsKey, "utf8"), cert: readFileSync(tlsCert, "utf8") } }
            : {}),
    });
    console.log(`A simulated CCM listens. For Pulumi:

    export FORTANIX_CCM_ENDPOINT=${simulator.url}
    export FORTANIX_CCM_TOKEN=${SEED.writerToken}

    graph    ${SEED.graphId}, versions 1 and 2
    cluster  ${SEED.kubernetesClusterId} (Kubernetes), ${SEED.aciClusterId} (ACI)

Ctrl-C ends it.`);
}

program.parseAsync().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
});
