import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { rootCertificates } from "node:tls";
import { SEED } from "fortanix-ccm-simulator";
import { trustedCertificates } from "../../../provider/ccm/certificates";
import { CcmClient } from "../../../provider/ccm/client";
import { parseSettings } from "../../../provider/ccm/settings";
import { withCertificate } from "../../support/certificate";
import { Ccm } from "../../support/control";
import { settingsRefusal } from "../../support/settingsRefusal";
import { VirtualClock } from "../../support/virtualClock";
import { run } from "../../../tools/process";
import { root } from "../../../tools/repository";

/** Prints the certificates trusted with `caFile`, in a new process: Node reads NODE_EXTRA_CA_CERTS only once. */
const PROGRAM = `
const { trustedCertificates } = require(process.argv[1]);
console.log(JSON.stringify(trustedCertificates(process.argv[2])));
`;

describe("caFile", () => {
    it("adds a private certificate authority; without it, the error says what to do", () =>
        withCertificate([], async (certificate) => {
            await using ccm = await Ccm.start({ tls: certificate });
            const client = (settings: object) =>
                new CcmClient(parseSettings({ endpoint: ccm.url, token: SEED.writerToken, ...settings }, String), {
                    clock: new VirtualClock(),
                    random: () => 0,
                });
            assert.equal((await client({ caFile: certificate.file }).graph(SEED.graphId)).name, "nightly-scoring");
            await assert.rejects(
                client({}).graph(SEED.graphId),
                /certificate is not trusted here: set caFile to the certificate of its authority/,
            );
        }));

    it("adds to the certificates that Node trusts, including NODE_EXTRA_CA_CERTS", () =>
        withCertificate([], (extra) =>
            withCertificate([], async ({ cert, file }) => {
                const module = join(root, "provider", "ccm", "certificates.ts");
                const args = ["-r", require.resolve("tsx/cjs"), "-e", PROGRAM, module, basename(file)];
                const printed = async (variable: string) => {
                    const env = { ...process.env, NODE_EXTRA_CA_CERTS: variable };
                    const { code, stdout, stderr } = await run(process.execPath, args, { cwd: dirname(file), env });
                    assert.equal(code, 0, stderr);
                    return (JSON.parse(stdout) as string[]).map((text) => text.trim());
                };
                const trusted = await printed(extra.file);
                for (const one of [cert, extra.cert, ...rootCertificates]) assert.ok(trusted.includes(one.trim()));
                const without = await printed(join(dirname(file), "none.pem"));
                assert.ok(
                    without.includes(cert.trim()),
                    "a missing file in NODE_EXTRA_CA_CERTS is not an error of the package",
                );
                assert.ok(!without.includes(extra.cert.trim()));
            }),
        ));

    it("that cannot be read or contains no certificate is named with its absolute path", () =>
        withCertificate([], ({ file }) => {
            const folder = dirname(file);
            writeFileSync(join(folder, "key.pem"), "-----BEGIN PRIVATE KEY-----");
            const refusal = (path: string) => settingsRefusal(() => trustedCertificates(path));
            const [none, key] = [join(folder, "none.pem"), join(folder, "key.pem")];
            assert.equal(refusal(none), `caFile ${none} cannot be read (ENOENT)`);
            assert.equal(refusal(key), `caFile ${key} contains no PEM certificate`);
            assert.equal(refusal("none.pem"), `caFile ${join(process.cwd(), "none.pem")} cannot be read (ENOENT)`);
            return Promise.resolve();
        }));
});
