import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** Value for `pulumi stack init --secrets-provider`. */
export const VAULT_PROVIDER = "hashivault://tests";

/** An arbitrary key, for temporary data. It is constant, so that other processes can decrypt a state. */
const KEY = Buffer.alloc(32, "test").toString("base64");

let environment: Promise<NodeJS.ProcessEnv> | undefined;

/**
 * Starts a fake HashiCorp Vault with the API that Pulumi uses to encrypt a stack's data key. With a passphrase, Pulumi
 * would derive the key again in every command, which takes as long as the rest of a short one.
 *
 * @returns environment variables for it; one server serves all stacks of this process
 */
export function vaultEnvironment(): Promise<NodeJS.ProcessEnv> {
    return (environment ??= new Promise((resolve, reject) => {
        const server = createServer((request, response) => {
            const isEncrypting = request.url?.includes("/transit/encrypt/");
            const data = isEncrypting ? { ciphertext: "vault:v1:tests" } : { plaintext: KEY };
            response.setHeader("content-type", "application/json").end(JSON.stringify({ data }));
        });
        server.once("error", reject);
        server.listen(0, "127.0.0.1", () => {
            const { port } = server.address() as AddressInfo;
            resolve({ VAULT_SERVER_URL: `http://127.0.0.1:${port}`, VAULT_SERVER_TOKEN: "tests" });
        });
        server.unref();
    }));
}
