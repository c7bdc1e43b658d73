import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { cp, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { run } from "../process";
import { ENGINE_VERSION } from "./versions";

const OFFICIAL = "https://get.pulumi.com/releases/sdk";

export interface DownloadOptions {
    /** Base URL of releases; Pulumi's own site by default. */
    readonly base?: string | undefined;
    readonly signal?: AbortSignal | undefined;
}

/** Downloads Pulumi's release for this machine into a folder, after checking it against the release's checksums. */
export async function downloadRelease(
    folder: string,
    say: (line: string) => void,
    { base = OFFICIAL, signal }: DownloadOptions = {},
): Promise<void> {
    const [platform, extension] = { win32: ["windows", "zip"], darwin: ["darwin", "tar.gz"] }[
        process.platform as string
    ] ?? ["linux", "tar.gz"];
    const file = `pulumi-v${ENGINE_VERSION}-${platform}-${process.arch}.${extension}`;
    say(`Downloading the Pulumi CLI ${ENGINE_VERSION} (about 150 MB), once ...`);
    const checksum = checksumOf(
        file,
        await (await get(`${base}/pulumi-${ENGINE_VERSION}-checksums.txt`, signal)).text(),
    );
    const archive = join(folder, file);
    const hash = createHash("sha256");
    const { body } = await get(`${base}/${file}`, signal);
    if (body === null) throw new Error(`${base}/${file} is empty`);
    await pipeline(
        Readable.fromWeb(body),
        async function* (chunks: AsyncIterable<Buffer>) {
            for await (const chunk of chunks) {
                hash.update(chunk);
                yield chunk;
            }
        },
        createWriteStream(archive),
    );
    if (hash.digest("hex") !== checksum) throw new Error(`${file} does not have the checksum that the release names`);
    await unpack(archive, folder);
}

async function get(url: string, signal: AbortSignal | undefined): Promise<Response> {
    const response = await fetch(url, signal && { signal }).catch((error: unknown) => {
        const cause = (error as { cause?: { code?: string } }).cause?.code ?? "no connection";
        throw new Error(`${new URL(url).host} cannot be reached (${cause})`);
    });
    if (!response.ok) throw new Error(`${url} answered ${response.status}`);
    return response;
}

function checksumOf(file: string, list: string): string {
    const line = list.split("\n").find((entry) => entry.trim().endsWith(` ${file}`));
    const checksum = line?.trim().split(/\s+/)[0];
    if (checksum === undefined) throw new Error(`the release has no checksum of ${file}`);
    return checksum;
}

/** Unpacks with `tar`, which Linux, macOS and Windows 10 have (there for zip files too). Programs are in `pulumi`. */
async function unpack(archive: string, folder: string): Promise<void> {
    const unpacked = join(folder, "unpacked");
    await mkdir(unpacked);
    const { code, stderr } = await run("tar", ["-xf", archive, "-C", unpacked]);
    if (code !== 0) throw new Error(`cannot unpack ${archive}: ${stderr}`);
    const inner = join(unpacked, "pulumi");
    await cp(process.platform === "win32" ? join(inner, "bin") : inner, folder, { recursive: true });
    await rm(unpacked, { recursive: true });
    await rm(archive);
}
