import { writeFileSync } from "node:fs";
import { connect, createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { generate } from "selfsigned";
import { SEED, startSimulator } from "fortanix-ccm-simulator";
import { CcmClient, systemClock } from "../../provider/ccm";
import { parseSettings } from "../../provider/ccm/settings";

export interface ConnectionFigures {
    readonly requests: number;
    /** Connections, each of which begins with a TLS handshake. */
    readonly handshakes: number;
}

/** Counts the TLS handshakes that a number of requests take, twenty at a time. */
export async function countHandshakes(folder: string, requests = 1000): Promise<ConnectionFigures> {
    const pem = await generate([{ name: "commonName", value: "localhost" }], {
        extensions: [{ name: "subjectAltName", altNames: [{ type: 2, value: "localhost" }] }],
    });
    const simulator = await startSimulator({ tls: { key: pem.private, cert: pem.cert } });
    const port = Number(new URL(simulator.url).port);
    let handshakes = 0;
    const between = createServer((socket) => {
        handshakes += 1;
        const service = connect(port, "127.0.0.1");
        socket.on("error", () => service.destroy()).pipe(service);
        service.on("error", () => socket.destroy()).pipe(socket);
    });
    await new Promise<void>((resolve) => between.listen(0, "127.0.0.1", resolve));
    try {
        const caFile = join(folder, "ca.pem");
        writeFileSync(caFile, pem.cert);
        const endpoint = `https://localhost:${(between.address() as AddressInfo).port}`;
        const raw = { endpoint, caFile, token: SEED.writerToken, maxRequestsPerSecond: "1000" };
        const client = new CcmClient(parseSettings(raw, String), { clock: systemClock, random: Math.random });
        for (let sent = 0; sent < requests; sent += 20) {
            await Promise.all(Array.from({ length: 20 }, () => client.cluster(SEED.kubernetesClusterId)));
        }
        return { requests, handshakes };
    } finally {
        between.close();
        await simulator.close();
    }
}
