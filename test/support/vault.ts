import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** What `pulumi stack init --secrets-provider` is told. */
export const VAULT_PROVIDER = "hashivault://tests";

/** Any key will do: what it encrypts is thrown away. It is always the same, so that a state opens in another process too. */
const KEY = Buffer.alloc(32, "test").toString("base64");

let environment: Promise<NodeJS.ProcessEnv> | undefined;

/**
 * A key store as HashiCorp Vault is one, as far as Pulumi asks it: a stack's data key is kept there. Pulumi derives the key of a
 * passphrase anew in every command, which takes it as long as the rest of a short one.
 *
 * @returns how to reach it; one serves all stacks of this process
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
