import { spawnSync } from "node:child_process";
import { CONFIG_NAMESPACE } from "../dynamic/contract";

export interface StackConfig {
    readonly read: (key: string) => string | undefined;
    /** Where the settings come from besides the environment, or why not. */
    readonly source: string;
}

/**
 * The stack's configuration as Pulumi has it, secrets in clear: they stay in this process. The environment alone where
 * there is no stack.
 */
export function readStackConfig(stack: string | undefined, environment: NodeJS.ProcessEnv): StackConfig {
    const args = ["config", "--json", "--show-secrets", ...(stack === undefined ? [] : ["--stack", stack])];
    const { status, stdout } = spawnSync("pulumi", [...args, "--non-interactive"], {
        encoding: "utf8",
        env: environment,
        shell: process.platform === "win32",
    });
    try {
        if (status !== 0) throw new Error("no stack");
        const values = JSON.parse(stdout) as Record<string, { value?: string } | undefined>;
        const own = Object.keys(values).filter((key) => key.startsWith(`${CONFIG_NAMESPACE}:`));
        return {
            read: (key) => values[key]?.value,
            source: own.length === 0 ? "the stack sets none" : `${own.length} from the stack`,
        };
    } catch {
        return { read: () => undefined, source: "no stack is selected here" };
    }
}
