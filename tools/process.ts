import { spawn, type SpawnOptions } from "node:child_process";

export interface Finished {
    /** The exit code; 1 when a signal ended it. */
    readonly code: number;
    readonly stdout: string;
    readonly stderr: string;
}

export interface RunOptions extends SpawnOptions {
    /** Called with the output of the program, both streams, as it arrives. */
    readonly onOutput?: (text: string) => void;
    /** Called with the id of the process. */
    readonly onStart?: (pid: number) => void;
}

/** Runs a program to its end and returns its output. The exit code is 127 if it cannot be started. */
export function run(program: string, args: readonly string[], options: RunOptions = {}): Promise<Finished> {
    const { onOutput, onStart, ...spawnOptions } = options;
    return new Promise((resolve) => {
        const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"], ...spawnOptions });
        if (child.pid !== undefined) onStart?.(child.pid);
        let stdout = "";
        let stderr = "";
        child.stdout?.setEncoding("utf8").on("data", (text: string) => (stdout += text));
        child.stderr?.setEncoding("utf8").on("data", (text: string) => (stderr += text));
        if (onOutput !== undefined) for (const stream of [child.stdout, child.stderr]) stream?.on("data", onOutput);
        child.on("error", (error) => resolve({ code: 127, stdout, stderr: error.message }));
        child.on("close", (code) => resolve({ code: code ?? 1, stdout, stderr }));
    });
}
