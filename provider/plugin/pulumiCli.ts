import { execFileSync, spawn } from "node:child_process";
import { existsSync, readFileSync, readlinkSync } from "node:fs";
import { basename, delimiter, join } from "node:path";

/** How far up the CLI is looked for: Pulumi starts its plugin process by a script. */
const MOST_ANCESTORS = 6;

/**
 * The Pulumi CLI whose engine has started this process: one of its ancestors, else the one on the PATH.
 *
 * @returns its path, or `undefined` when there is none
 */
export function findPulumi(environment: NodeJS.ProcessEnv): string | undefined {
    return ancestorPulumi(process.ppid) ?? pulumiOnPath(environment);
}

function ancestorPulumi(first: number): string | undefined {
    let pid = first;
    for (let depth = 0; depth < MOST_ANCESTORS && pid > 1; depth++) {
        const parent =
            process.platform === "linux"
                ? linuxProcess(pid)
                : process.platform === "win32"
                  ? undefined
                  : psProcess(pid);
        if (parent === undefined) return undefined;
        if (isPulumi(parent.program)) return parent.program;
        pid = parent.ppid;
    }
    return undefined;
}

function isPulumi(program: string): boolean {
    return /^pulumi(\.exe)?$/i.test(basename(program)) && existsSync(program);
}

interface Process {
    readonly program: string;
    readonly ppid: number;
}

function linuxProcess(pid: number): Process | undefined {
    try {
        const status = readFileSync(`/proc/${pid}/status`, "utf8");
        const ppid = Number(/^PPid:\s*(\d+)/m.exec(status)?.[1]);
        return { program: readlink(`/proc/${pid}/exe`), ppid };
    } catch {
        return undefined;
    }
}

/** Another user's process does not tell. */
function readlink(path: string): string {
    try {
        return readlinkSync(path);
    } catch {
        return "";
    }
}

/** Where there is no /proc: `ps` gives the whole path on macOS. */
function psProcess(pid: number): Process | undefined {
    try {
        const line = execFileSync("ps", ["-o", "ppid=,comm=", "-p", String(pid)], { encoding: "utf8", timeout: 5000 });
        const [, ppid = "", program = ""] = /^\s*(\d+)\s+(.*?)\s*$/.exec(line) ?? [];
        return { program, ppid: Number(ppid) };
    } catch {
        return undefined;
    }
}

function pulumiOnPath(environment: NodeJS.ProcessEnv): string | undefined {
    const names = process.platform === "win32" ? ["pulumi.exe"] : ["pulumi"];
    const folders = (environment["PATH"] ?? environment["Path"] ?? "")
        .split(delimiter)
        .filter((folder) => folder !== "");
    return folders.flatMap((folder) => names.map((name) => join(folder, name))).find((path) => existsSync(path));
}

/** Longer than this a command that only reads the state is not waited for, in milliseconds. */
const LIMIT_MS = 30_000;

/**
 * Runs the Pulumi CLI and gives what it printed.
 *
 * @param limitMs so long it may take, in milliseconds
 * @throws Error of one line when it fails or takes longer
 */
export function runPulumi(
    program: string,
    args: readonly string[],
    environment: NodeJS.ProcessEnv,
    limitMs = LIMIT_MS,
): Promise<string> {
    return new Promise((resolve, reject) => {
        const child = spawn(program, [...args, "--non-interactive", "--color", "never"], {
            env: quiet(environment),
            stdio: ["ignore", "pipe", "pipe"],
            windowsHide: true,
        });
        const printed: Buffer[] = [];
        let problem = "";
        child.stdout.on("data", (chunk: Buffer) => printed.push(chunk));
        child.stderr.on("data", (chunk: Buffer) => (problem = (problem + chunk.toString()).slice(0, 2000)));
        const timer = setTimeout(() => {
            child.kill("SIGKILL");
            reject(new Error(`\`pulumi ${args.slice(0, 2).join(" ")}\` gave no answer within ${limitMs / 1000} s`));
        }, limitMs);
        child.once("error", reject);
        child.once("close", (code) => {
            clearTimeout(timer);
            if (code === 0) resolve(Buffer.concat(printed).toString());
            else
                reject(
                    new Error(
                        problem
                            .trim()
                            .split("\n")[0]
                            ?.replace(/^error: /, "") || `it ended with ${code}`,
                    ),
                );
        });
    });
}

/** The CLI's own environment, without what would make it print more than is asked for, or record this as part of the update. */
function quiet(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
    const left = Object.entries(environment).filter(
        ([name]) => !/^PULUMI_OPTION_/.test(name) && !["PULUMI_DEBUG_GRPC", "PULUMI_STACK"].includes(name),
    );
    return { ...Object.fromEntries(left), PULUMI_SKIP_UPDATE_CHECK: "true" };
}
