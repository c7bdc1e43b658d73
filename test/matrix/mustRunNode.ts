import { run } from "../../tools/process";

/** Runs a script with the present Node. @returns what it printed @throws Error with that when it fails */
export async function mustRunNode(cwd: string, args: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await run(process.execPath, args, { cwd });
    if (code !== 0) throw new Error(`node ${args.join(" ")} ended with ${code}:\n${stdout}${stderr}`);
    return stdout;
}
