import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generate } from "selfsigned";

export interface TestCertificate {
    readonly key: string;
    readonly cert: string;
    /** A PEM file with `cert`. */
    readonly file: string;
}

/** Creates a self-signed certificate for some host names and 127.0.0.1. Its file exists while `use` runs. */
export async function withCertificate(
    hosts: readonly string[],
    use: (certificate: TestCertificate) => Promise<void>,
): Promise<void> {
    const altNames = [{ type: 7 as const, ip: "127.0.0.1" }, ...hosts.map((value) => ({ type: 2 as const, value }))];
    const { private: key, cert } = await generate([{ name: "commonName", value: hosts[0] ?? "localhost" }], {
        extensions: [{ name: "subjectAltName", altNames }],
    });
    const folder = mkdtempSync(join(tmpdir(), "certificate-"));
    try {
        const file = join(folder, "cert.pem");
        writeFileSync(file, cert);
        await use({ key, cert, file });
    } finally {
        rmSync(folder, { recursive: true });
    }
}
