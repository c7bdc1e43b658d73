import { spawnSync } from "node:child_process";
import { stripVTControlCharacters } from "node:util";
import { CONFIG_NAMESPACE } from "../contract/settingNames";

export interface StackConfig {
    readonly read: (key: string) => string | undefined;
    /** Where the settings come from besides the environment. */
    readonly source: string;
    /** Why the configuration of the requested stack cannot be read. */
    readonly problem?: string;
}

/**
 * Reads the stack's configuration with `pulumi config`. Secrets are in clear and stay in this process. Without a stack,
 * only the environment is used.
 */
export function readStackConfig(stack: string | undefined, environment: NodeJS.ProcessEnv): StackConfig {
    const none = { read: () => undefined, source: "no stack configuration was read" };
    if (stack !== undefined && !/^[\w./-]+$/.test(stack))
        return { ...none, problem: "the name of the stack is invalid" };
    const args = ["config", "--json", "--show-secrets", ...(stack === undefined ? [] : ["--stack", stack])];
    const { status, stdout, stderr, error } = runPulumi([...args, "--non-interactive"], environment);
    if (status !== 0) {
        // A program that could not be started has no output.
        const said = error === undefined ? stripVTControlCharacters(stderr).trim() : "";
        const [why = ""] = said.replace(/^error: /, "").split("\n");
        const isAskedFor = stack !== undefined || /passphrase|decrypt/.test(why);
        return isAskedFor ? { ...none, problem: why === "" ? "`pulumi config` failed without a message" : why } : none;
    }
    const values = JSON.parse(stdout) as Record<string, { value?: string } | undefined>;
    const own = Object.keys(values).filter((key) => key.startsWith(`${CONFIG_NAMESPACE}:`));
    return {
        read: (key) => values[key]?.value,
        source: own.length === 0 ? "no settings from the stack" : `settings from the stack: ${own.length}`,
    };
}

/** Timeout in milliseconds, for slow backends as well. */
const LIMIT_MS = 30_000;
const MAX_OUTPUT = 50_000_000;

/** Runs a `pulumi` command synchronously. Windows needs a shell, so arguments must not contain shell syntax. */
export function runPulumi(args: readonly string[], environment: NodeJS.ProcessEnv) {
    return spawnSync("pulumi", args, {
        encoding: "utf8",
        env: environment,
        timeout: LIMIT_MS,
        maxBuffer: MAX_OUTPUT,
        shell: process.platform === "win32",
    });
}
