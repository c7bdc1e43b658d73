import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import * as tls from "node:tls";
import { CcmSettingsError } from "./errors";

/**
 * Returns the certificate authorities of a PEM file, and all that Node trusts by default: its own, and those of
 * `NODE_EXTRA_CA_CERTS` and of Node's options.
 *
 * @param caFile path of the PEM file, relative to the working directory of the process
 * @throws CcmSettingsError when the file cannot be read or contains no certificate
 */
export function trustedCertificates(caFile: string): string[] {
    const path = resolve(caFile);
    let text: string;
    try {
        text = readFileSync(path, "utf8");
    } catch (error) {
        const code = (error as NodeJS.ErrnoException).code ?? "unreadable";
        throw new CcmSettingsError([`caFile ${path} cannot be read (${code})`]);
    }
    if (!text.includes("-----BEGIN CERTIFICATE-----")) {
        throw new CcmSettingsError([`caFile ${path} contains no PEM certificate`]);
    }
    return [...nodeCertificates(), text];
}

/** Returns Node's default trust. A list passed as `ca` replaces it, so it has to be included. */
function nodeCertificates(): readonly string[] {
    // Available since Node 22.15 and 23.10.
    const { getCACertificates } = tls as { getCACertificates?: (type: "default") => string[] };
    return getCACertificates?.("default") ?? [...tls.rootCertificates, ...extraCertificates()];
}

function extraCertificates(): string[] {
    const file = process.env["NODE_EXTRA_CA_CERTS"];
    if (file === undefined || file === "") return [];
    try {
        return [readFileSync(file, "utf8")];
    } catch {
        // Node has already warned at startup, and continues without it.
        return [];
    }
}
