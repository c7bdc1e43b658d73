import { spawnSync } from "node:child_process";
import { stripVTControlCharacters } from "node:util";
import { CONFIG_NAMESPACE } from "../../contract/settingNames";

export interface StackConfig {
    readonly read: (key: string) => string | undefined;
    /** Where the settings come from besides the environment. */
    readonly source: string;
    /** Why the configuration of the stack that was asked for is not known. */
    readonly problem?: string;
}

/**
 * The stack's configuration as Pulumi has it, secrets in clear: they stay in this process. The environment alone where
 * there is no stack.
 */
export function readStackConfig(stack: string | undefined, environment: NodeJS.ProcessEnv): StackConfig {
    const none = { read: () => undefined, source: "no stack's configuration is read" };
    if (stack !== undefined && !/^[\w./-]+$/.test(stack)) return { ...none, problem: "no stack can have such a name" };
    const args = ["config", "--json", "--show-secrets", ...(stack === undefined ? [] : ["--stack", stack])];
    const { status, stdout, stderr, error } = runPulumi([...args, "--non-interactive"], environment);
    if (status !== 0) {
        // Nothing is on the streams of a program that could not be started.
        const said = error === undefined ? stripVTControlCharacters(stderr).trim() : "";
        const [why = ""] = said.split("\n");
        const isAskedFor = stack !== undefined || /passphrase|decrypt/.test(why);
        return isAskedFor ? { ...none, problem: why === "" ? "pulumi config gave no answer" : why } : none;
    }
    const values = JSON.parse(stdout) as Record<string, { value?: string } | undefined>;
    const own = Object.keys(values).filter((key) => key.startsWith(`${CONFIG_NAMESPACE}:`));
    return {
        read: (key) => values[key]?.value,
        source: own.length === 0 ? "the stack sets none" : `${own.length} from the stack`,
    };
}

/** A backend may be far away. */
const LIMIT_MS = 30_000;
const MAX_OUTPUT = 50_000_000;

/** Runs a `pulumi` command to its end. On Windows it goes through a shell: no argument may mean something to that. */
export function runPulumi(args: readonly string[], environment: NodeJS.ProcessEnv) {
    return spawnSync("pulumi", args, {
        encoding: "utf8",
        env: environment,
        timeout: LIMIT_MS,
        maxBuffer: MAX_OUTPUT,
        shell: process.platform === "win32",
    });
}
