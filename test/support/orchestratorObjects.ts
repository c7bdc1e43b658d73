import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { root } from "../../tools/repository";

const folder = join(root, "test", "fixtures", "orchestrator");

/** Names of the fixtures with objects of Kubernetes and Azure, without extension. */
export const ORCHESTRATOR_OBJECTS = readdirSync(folder)
    .sort()
    .map((file) => basename(file, ".json"));

/** The object of a fixture, as CCM passes it on. */
export function genericOf(name: string): Record<string, unknown> {
    const kind = name.startsWith("aci") ? "aci" : "kubernetes";
    return { [kind]: JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8")) as unknown };
}
