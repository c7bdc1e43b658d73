import { isRecord } from "../../core";
import { textOf } from "./leafChanges";
import type { Names } from "./names";
import type { ResourceState } from "./previewDocument";

/** Job specifications are nested less deep than this. */
const MAX_DEPTH = 20;

/** What a run runs and where: images, the names of variables (not their values, which the diff has), waits and limits. */
export function runFacts(state: ResourceState, names: Names): (readonly [name: string, value: string])[] {
    const { inputs } = state;
    const { images, variables } = contentsOf(inputs["runtimeConfigs"]);
    const timeouts = isRecord(inputs["timeouts"]) ? inputs["timeouts"] : {};
    const limits = Object.entries(timeouts).map(([name, limit]) => `${name} ${textOf(limit)}`);
    const facts: [string, string][] = [
        ["graph", `${textOf(inputs["graphId"])} version ${textOf(inputs["graphVersion"])}`],
        ["where", names.target(state)],
        ["image", [...images].join(", ")],
        ["variables", [...variables].sort().join(", ")],
        ["triggers", inputs["triggers"] === undefined ? "" : textOf(inputs["triggers"])],
        ["waits for", textOf(inputs["waitFor"] ?? "RUNNING")],
        ["timeouts", limits.join(", ")],
        ["run in state", textOf(state.outputs?.["runId"] ?? state.id ?? "")],
    ];
    return facts.filter(([, value]) => value !== "");
}

/** The images and the names of environment variables anywhere in job specifications and container groups. */
function contentsOf(value: unknown) {
    const [images, variables] = [new Set<string>(), new Set<string>()];
    const visit = (part: unknown, depth: number): void => {
        if (depth > MAX_DEPTH || typeof part !== "object" || part === null) return;
        for (const [name, member] of Object.entries(part)) {
            if (name === "image" && typeof member === "string") images.add(member);
            if (name === "env" && Array.isArray(member)) {
                for (const item of member) if (isRecord(item)) variables.add(textOf(item["name"]));
            }
            if (name === "envVars" && isRecord(member)) for (const key of Object.keys(member)) variables.add(key);
            visit(member, depth + 1);
        }
    };
    visit(value, 0);
    return { images, variables };
}
