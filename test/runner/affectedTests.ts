import { packageScript, root } from "../../tools/repository";
import { run } from "../../tools/process";

/** Test files whose transitive imports have changed since the last commit. Paths from the root. */
export async function affectedTests(): Promise<string[]> {
    const cruiser = packageScript("dependency-cruiser", "bin", "dependency-cruise.mjs");
    const folders = ["provider", "simulator", "tools", "test"];
    const args = [cruiser, ...folders, "--config", "--affected", "HEAD", "--output-type", "json"];
    const { code, stdout, stderr } = await run(process.execPath, args, { cwd: root });
    if (code !== 0) throw new Error(`cannot find out what has changed:\n${stderr}`);
    const { modules } = JSON.parse(stdout) as { modules: { source: string }[] };
    return modules.map(({ source }) => source).filter((source) => source.endsWith(".test.ts"));
}
