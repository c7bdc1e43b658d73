import { z } from "zod";
import type { Kubeconfig } from "../../ccm";
import { type Problem, problemsOf } from "../validation";
import { hasUnknown, isRecord, type Path } from "../values";
import { clusterMembers, userMembers } from "./kubeconfigMembers";
import { kubeconfigIn, readKubeconfigText } from "./kubeconfigText";

/**
 * A kubeconfig, validated as far as needed to choose its context. Only referenced entries are validated: `kubectl` also
 * accepts files with incomplete entries. Problem texts never quote its content, except names.
 */
const entries = z.array(z.unknown()).nullish();
const kubeconfigFile = z.object({
    clusters: entries,
    users: entries,
    contexts: entries,
    "current-context": z.string().nullish(),
});

type Kind = "clusters" | "users" | "contexts";

export type KubeconfigReading = { readonly kubeconfig: Kubeconfig } | { readonly problems: readonly Problem[] };

/** Inputs that accompany the kubeconfig. */
export interface KubeconfigChoice {
    readonly context?: string | undefined;
    /** `exec` programs that are available to CCM. */
    readonly execPrograms?: readonly string[] | undefined;
}

/**
 * Reads a kubeconfig (YAML or JSON text, or an object) and reduces it to the one context that CCM is to use: equivalent
 * kubeconfigs give the same result, and no credential of another cluster is sent.
 *
 * @param choice its `context` defaults to the file's current context, or its only one
 */
export function readKubeconfig(given: unknown, choice: KubeconfigChoice): KubeconfigReading {
    const reading = read(given, choice);
    // An unknown value may turn out to be what is missing.
    return "problems" in reading && hasUnknown(given) ? { problems: [] } : reading;
}

function read(given: unknown, choice: KubeconfigChoice): KubeconfigReading {
    const parsed = typeof given === "string" ? readKubeconfigText(given) : kubeconfigIn(given);
    if ("problem" in parsed) return fail([], parsed.problem);
    const { data, error } = kubeconfigFile.safeParse(parsed.value);
    if (error !== undefined) return { problems: problemsOf(error.issues, parsed.value) };
    const file = new KubeconfigFile(data);
    const names = file.names("contexts");
    // Kubeconfigs without a current context often have an empty string.
    const name = choice.context ?? (data["current-context"] || (names.length === 1 ? names[0] : undefined));
    if (names.length === 0) return fail([], "has no named context, which selects the cluster and the user");
    if (name === undefined) {
        return fail([], `has no current-context: set kubernetes.context to one of ${names.join(", ")}`);
    }
    const context = file.find("contexts", name);
    if ("problem" in context) return fail([], context.problem);
    const [cluster, user] = [file.named(context, "cluster"), file.named(context, "user")];
    const problems = [cluster, user].flatMap((entry) => ("problems" in entry ? entry.problems : []));
    if ("problems" in cluster || "problems" in user) return { problems };
    const server = clusterMembers(cluster.body, cluster.path);
    const credential = userMembers(user.body, user.path, choice.execPrograms ?? []);
    const wrong = [...server.problems, ...credential.problems];
    const { namespace } = isRecord(context.body) ? context.body : {};
    if (typeof namespace !== "string" && namespace !== null && namespace !== undefined) {
        wrong.push({ path: [...context.path, "namespace"], text: "must be a string" });
    }
    if (wrong.length > 0) return { problems: wrong };
    return {
        kubeconfig: {
            apiVersion: "v1",
            kind: "Config",
            clusters: [
                {
                    name: cluster.name,
                    cluster: { ...server.texts, ...server.flags, server: server.texts["server"] ?? "" },
                },
            ],
            users: [
                { name: user.name, user: { ...credential.texts, ...(credential.exec && { exec: credential.exec }) } },
            ],
            contexts: [
                {
                    name,
                    context: {
                        ...{ cluster: cluster.name, user: user.name },
                        ...(typeof namespace === "string" && { namespace }),
                    },
                },
            ],
            "current-context": name,
        },
    };
}

/** The problems of a kubeconfig, with paths in the inputs of a cluster. */
export function kubeconfigProblems({ problems }: Extract<KubeconfigReading, { problems: unknown }>): Problem[] {
    return problems.map(({ path, text }) => ({ path: ["kubernetes", "kubeconfig", ...path], text }));
}

function fail(path: Path, text: string): { readonly problems: readonly Problem[] } {
    return { problems: [{ path, text }] };
}

interface Entry {
    readonly name: string;
    /** The content of the entry, not validated. */
    readonly body: unknown;
    readonly path: Path;
}

const SINGULAR = { clusters: "cluster", users: "user", contexts: "context" } as const;

class KubeconfigFile {
    constructor(private readonly lists: Readonly<Partial<Record<Kind, readonly unknown[] | null | undefined>>>) {}

    /** Finds an entry by name. `kubectl` rejects a file in which a name is not unique. */
    find(kind: Kind, name: string, by = ""): Entry | { readonly problem: string } {
        const found = this.entries(kind).filter((entry) => entry.name === name);
        const [entry] = found;
        const what = SINGULAR[kind];
        if (entry === undefined)
            return { problem: `has no ${what} ${name}${by}; it has ${this.names(kind).join(", ") || "none"}` };
        return found.length === 1
            ? entry
            : { problem: `has ${found.length} ${kind} named ${name}${by}: keep one of them` };
    }

    /** The cluster or the user that a context names. */
    named({ body, path, name }: Entry, what: "cluster" | "user"): Entry | { readonly problems: readonly Problem[] } {
        const wanted = isRecord(body) ? body[what] : undefined;
        if (wanted === undefined || wanted === null || wanted === "") {
            return fail(
                [...path, what],
                `is missing: context ${name} has no ${what}; CCM requires a cluster and a user`,
            );
        }
        if (typeof wanted !== "string") return fail([...path, what], "must be a string");
        const entry = this.find(`${what}s`, wanted, `, which context ${name} refers to`);
        return "problem" in entry ? fail([], entry.problem) : entry;
    }

    names(kind: Kind): string[] {
        return this.entries(kind).map(({ name }) => name);
    }

    private entries(kind: Kind): Entry[] {
        const list = this.lists[kind] ?? [];
        return list.flatMap((entry, index) =>
            isRecord(entry) && typeof entry["name"] === "string" && entry["name"] !== ""
                ? [{ name: entry["name"], body: entry[SINGULAR[kind]], path: [kind, index, SINGULAR[kind]] }]
                : [],
        );
    }
}
