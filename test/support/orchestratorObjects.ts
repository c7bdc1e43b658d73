import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { root } from "../../tools/repository";

const folder = join(root, "test", "fixtures", "orchestrator");

/** What Kubernetes and Azure answer, by the names of the files without their ending. */
export const ORCHESTRATOR_OBJECTS = readdirSync(folder)
    .sort()
    .map((file) => basename(file, ".json"));

/** One of them, as CCM hands it on. */
export function genericOf(name: string): Record<string, unknown> {
    const kind = name.startsWith("aci") ? "aci" : "kubernetes";
    return { [kind]: JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8")) as unknown };
}
