import { execFileSync, spawn } from "node:child_process";
import { existsSync, readFileSync, readlinkSync } from "node:fs";
import { basename, delimiter, join } from "node:path";

/** How many ancestors may be the CLI: Pulumi starts its plugin process by a script. */
const MOST_ANCESTORS = 6;

/**
 * Finds the Pulumi CLI whose engine has started this process: one of its ancestors, else the one on the PATH.
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

/** Empty for another user's process, whose links cannot be read. */
function readlink(path: string): string {
    try {
        return readlinkSync(path);
    } catch {
        return "";
    }
}

/** For systems without /proc: `ps` prints the whole path on macOS. */
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

/** Timeout of a command that only reads the state, in milliseconds. */
const LIMIT_MS = 30_000;

/**
 * Runs the Pulumi CLI and returns its standard output.
 *
 * @param limitMs timeout in milliseconds
 * @throws Error with a one-line message if it fails or times out
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
            reject(new Error(`\`pulumi ${args.slice(0, 2).join(" ")}\` did not finish within ${limitMs / 1000} s`));
        }, limitMs);
        child.once("error", reject);
        child.once("close", (code, signal) => {
            clearTimeout(timer);
            if (code === 0) resolve(Buffer.concat(printed).toString());
            else
                reject(
                    new Error(
                        problem
                            .trim()
                            .split("\n")[0]
                            ?.replace(/^error: /, "") ||
                            (code === null ? `it was killed by ${signal}` : `it failed with exit code ${code}`),
                    ),
                );
        });
    });
}

/** The CLI's environment without variables that would add output or record the command as part of the update. */
function quiet(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
    const left = Object.entries(environment).filter(
        ([name]) => !/^PULUMI_OPTION_/.test(name) && !["PULUMI_DEBUG_GRPC", "PULUMI_STACK"].includes(name),
    );
    return { ...Object.fromEntries(left), PULUMI_SKIP_UPDATE_CHECK: "true" };
}
