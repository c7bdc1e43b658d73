import { join } from "node:path";
import { run } from "../../tools/process";
import { root } from "../../tools/repository";

/** Runs npm: the one that started the tests, or else the one on PATH. */
export async function npm(args: readonly string[], cwd: string): Promise<string> {
    const program = process.env["npm_execpath"];
    const [command, first] = program === undefined ? ["npm", []] : [process.execPath, [program]];
    const { code, stdout, stderr } = await run(
        command,
        [...first, ...args, "--no-fund", "--no-audit", "--loglevel", "error"],
        {
            cwd,
            // Set for the checkout's own npm; another project must not inherit it.
            env: Object.fromEntries(
                Object.entries(process.env).filter(([name]) => !/^npm_(config_(local_)?prefix|package)/.test(name)),
            ),
            shell: program === undefined && process.platform === "win32",
        },
    );
    if (code !== 0) throw new Error(`npm ${args.join(" ")} failed:\n${stdout}${stderr}`);
    return stdout;
}

export interface PackedFile {
    readonly path: string;
    readonly size: number;
}

export interface Packed {
    readonly tarball: string;
    readonly size: number;
    readonly files: readonly PackedFile[];
}

/** Packs a package as it would be published. */
export async function pack(into: string, folder: "provider" | "simulator" = "provider"): Promise<Packed> {
    const output = await npm(["pack", "--json", "--pack-destination", into], join(root, folder));
    const report = JSON.parse(output) as unknown;
    const [entry] = (Array.isArray(report) ? report : Object.values(report as object)) as {
        filename: string;
        size: number;
        files: PackedFile[];
    }[];
    if (entry === undefined) throw new Error(`npm pack told nothing: ${output}`);
    return { tarball: join(into, entry.filename), size: entry.size, files: entry.files };
}
