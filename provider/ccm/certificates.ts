import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import * as tls from "node:tls";
import { CcmSettingsError } from "./errors";

/**
 * The certificate authorities of a PEM file, and all that this process trusts without it: Node's own, and those of
 * `NODE_EXTRA_CA_CERTS` and of Node's options.
 *
 * @param caFile a relative path starts at the folder in which the process runs
 * @throws CcmSettingsError when the file cannot be read or holds no certificate
 */
export function trustedCertificates(caFile: string): string[] {
    const path = resolve(caFile);
    let text: string;
    try {
        text = readFileSync(path, "utf8");
    } catch (error) {
        const code = (error as NodeJS.ErrnoException).code ?? "unreadable";
        throw new CcmSettingsError([`the file of caFile, ${path}, cannot be read (${code})`]);
    }
    if (!text.includes("-----BEGIN CERTIFICATE-----")) {
        throw new CcmSettingsError([`the file of caFile, ${path}, holds no certificate in PEM form`]);
    }
    return [...nodeCertificates(), text];
}

/** What Node trusts when nothing is set. A list that is set takes the place of all of it, so it must be put together. */
function nodeCertificates(): readonly string[] {
    // Since Node 22.15 and 23.10.
    const { getCACertificates } = tls as { getCACertificates?: (type: "default") => string[] };
    return getCACertificates?.("default") ?? [...tls.rootCertificates, ...extraCertificates()];
}

function extraCertificates(): string[] {
    const file = process.env["NODE_EXTRA_CA_CERTS"];
    if (file === undefined || file === "") return [];
    try {
        return [readFileSync(file, "utf8")];
    } catch {
        // Node has said so when it started, and goes on without.
        return [];
    }
}
