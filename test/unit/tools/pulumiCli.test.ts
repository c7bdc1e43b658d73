import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { run } from "../../../tools/process";
import { cachedCliFolder, fillOnce } from "../../../tools/pulumi-cli/cache";
import { downloadRelease } from "../../../tools/pulumi-cli/download";
import { buildWithGo } from "../../../tools/pulumi-cli/goBuild";
import { ensurePulumi } from "../../../tools/pulumi-cli/ensurePulumi";
import { pulumiEnvironment } from "../../../tools/pulumi-cli/pulumiEnvironment";
import { ENGINE_VERSION } from "../../../tools/pulumi-cli/versions";

const silent = () => undefined;

describe("the setup of a Pulumi CLI", () => {
    let folder: string;
    beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "cli-"))));
    afterEach(() => rmSync(folder, { recursive: true }));

    describe("the choice of a CLI", () => {
        const path = process.env["PATH"];
        afterEach(() => (process.env["PATH"] = path));

        /** Leaves only a `pulumi` of this version on PATH. */
        function onlyPulumi(version: string | undefined): void {
            process.env["PATH"] = folder;
            if (version !== undefined)
                writeFileSync(join(folder, "pulumi"), `#!/bin/sh\necho v${version}\n`, { mode: 0o755 });
        }
        const nowhere = () => ({ cacheRoot: join(folder, "cache"), downloadBase: "http://no-such-host.invalid" });

        it("takes the one on PATH if it is new enough", async function () {
            if (process.platform === "win32") this.skip();
            onlyPulumi("3.300.0");
            assert.deepEqual(await ensurePulumi(silent, nowhere()), { program: "pulumi", version: "3.300.0" });
        });

        it("fails if there is none, with three ways to get one and why each has failed", async function () {
            if (process.platform === "win32") this.skip();
            onlyPulumi("3.100.0");
            await assert.rejects(ensurePulumi(silent, nowhere()), (error: Error) => {
                assert.match(
                    error.message,
                    /1\. install the Pulumi CLI 3\.248\.0 or newer \(the one on PATH is 3\.100\.0\)/,
                );
                assert.match(
                    error.message,
                    /2\. install Go 1\.25\.11 or newer, which builds it \(there is no Go on PATH\)/,
                );
                assert.match(
                    error.message,
                    /3\. give this machine access .* \(no-such-host\.invalid cannot be reached/,
                );
                return true;
            });
        });

        it("prefers the cache to a build", async function () {
            if (process.platform === "win32") this.skip();
            onlyPulumi(undefined);
            const cached = cachedCliFolder(join(folder, "cache"));
            mkdirSync(cached, { recursive: true });
            writeFileSync(join(cached, "pulumi"), "#!/bin/sh\necho v3.259.0\n", { mode: 0o755 });
            assert.deepEqual(await ensurePulumi(silent, nowhere()), {
                program: join(cached, "pulumi"),
                version: "3.259.0",
            });
        });
    });

    it("reports how many modules a build has downloaded and how many packages it has compiled", async function () {
        if (process.platform === "win32") this.skip();
        const script = `#!/bin/sh
case "$1" in
list) echo "go: downloading example.com/a v1.0.0" >&2; sleep 0.1; echo a; echo b; echo c ;;
build) echo example.com/a >&2; echo fmt >&2; sleep 0.1 ;;
esac
`;
        writeFileSync(join(folder, "go"), script, { mode: 0o755 });
        const path = process.env["PATH"];
        process.env["PATH"] = `${folder}${delimiter}${path ?? ""}`;
        try {
            const lines: string[] = [];
            await buildWithGo(folder, (line) => lines.push(line), undefined, 5);
            assert.match(lines[0] ?? "", /^Building the Pulumi CLI .*: 3 to 5 minutes on two cores, once \.\.\.$/);
            const text = lines.join("\n");
            assert.match(text, /^ {2}language host: modules downloaded: 1, \d+ s$/m);
            assert.match(text, /^ {2}CLI: 2 of 3 packages compiled, \d+ s$/m);
            assert.match(lines.at(-1) ?? "", /^ {2}built in \d+ s$/);
        } finally {
            process.env["PATH"] = path;
        }
    });

    it("fills the cache once for two concurrent callers", async () => {
        let fills = 0;
        const fill = async (empty: string) => {
            fills += 1;
            await new Promise((resolve) => setTimeout(resolve, 50));
            writeFileSync(join(empty, "pulumi"), "program");
        };
        const target = join(folder, "deep", "pulumi-1");
        await Promise.all([fillOnce(target, fill), fillOnce(target, fill)]);
        assert.equal(fills, 1);
        assert.deepEqual(readdirSync(target), ["pulumi"]);
    });

    it("leaves nothing that looks complete after a failed or interrupted attempt, and cleans up in the next", async () => {
        const target = join(folder, "pulumi-1");
        const broken = fillOnce(target, (empty) => {
            writeFileSync(join(empty, "half"), "");
            return Promise.reject(new Error("out of disk"));
        });
        await assert.rejects(broken, /out of disk/);
        assert.ok(!existsSync(target));
        mkdirSync(`${target}.half-left-by-a-kill`);
        await fillOnce(target, () => Promise.resolve());
        assert.deepEqual(readdirSync(folder), ["pulumi-1"]);
    });

    describe("by download", () => {
        let server: Server;
        let base: string;
        const files = new Map<string, Buffer>();
        const archive = `pulumi-v${ENGINE_VERSION}-${process.platform}-${process.arch}.tar.gz`;

        beforeEach(async () => {
            server = createServer((request, response) => {
                const file = files.get(request.url ?? "");
                response.writeHead(file === undefined ? 404 : 200).end(file);
            });
            await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
            base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
            mkdirSync(join(folder, "pulumi"));
            writeFileSync(join(folder, "pulumi", "pulumi"), "program");
            await run("tar", ["-czf", join(folder, "a.tar.gz"), "-C", folder, "pulumi"]);
            const packed = readFileSync(join(folder, "a.tar.gz"));
            files.set(`/${archive}`, packed);
            const checksum = createHash("sha256").update(packed).digest("hex");
            files.set(
                `/pulumi-${ENGINE_VERSION}-checksums.txt`,
                Buffer.from(`0000  other.tar.gz\n${checksum}  ${archive}\n`),
            );
        });
        afterEach(() => server.close().closeAllConnections());

        it("unpacks the release", async function () {
            if (process.platform === "win32") this.skip();
            const target = join(folder, "target");
            mkdirSync(target);
            await downloadRelease(target, silent, { base });
            assert.deepEqual(readdirSync(target), ["pulumi"]);
        });

        it("refuses an archive with another checksum than the release's", async function () {
            if (process.platform === "win32") this.skip();
            files.set(`/${archive}`, Buffer.from("something else"));
            await assert.rejects(
                downloadRelease(folder, silent, { base }),
                /does not have the checksum that the release names/,
            );
        });

        it("says which host cannot be reached", async () => {
            await assert.rejects(
                downloadRelease(folder, silent, { base: "http://no-such-host.invalid" }),
                /no-such-host\.invalid cannot be reached/,
            );
        });
    });

    it("excludes the user's own Pulumi settings", () => {
        const environment = pulumiEnvironment(folder, {
            PULUMI_ACCESS_TOKEN: "t",
            PULUMI_STACK: "prod",
            PATH: "/bin",
            NODE_OPTIONS: "-r x",
        });
        assert.equal(environment["PULUMI_ACCESS_TOKEN"], undefined);
        assert.equal(environment["PULUMI_STACK"], undefined);
        assert.equal(environment["NODE_OPTIONS"], undefined);
        assert.equal(environment["PATH"], "/bin");
        assert.ok(environment["PULUMI_BACKEND_URL"]?.startsWith("file:///"));
    });
});
