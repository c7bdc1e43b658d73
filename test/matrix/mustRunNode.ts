import { run } from "../../tools/process";

/** Runs a script with the current Node. @param environment added variables @returns its output @throws Error with it */
export async function mustRunNode(
    cwd: string,
    args: readonly string[],
    environment: NodeJS.ProcessEnv = {},
): Promise<string> {
    const env = { ...process.env, ...environment };
    const { code, stdout, stderr } = await run(process.execPath, args, { cwd, env });
    if (code !== 0) throw new Error(`node ${args.join(" ")} ended with ${code}:\n${stdout}${stderr}`);
    return stdout;
}
