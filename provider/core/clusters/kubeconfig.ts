import type * as Yaml from "yaml";
import { z } from "zod";
import type { Kubeconfig } from "../../ccm";
import { type Problem, problemsOf } from "../validation";
import { isUnknown, type Path } from "../values";

/** What a cloud gives as a kubeconfig, as far as CCM can use it. Texts of problems never quote what it says, but for names. */
const named = <T extends z.ZodRawShape>(shape: T) => z.object({ name: z.string(), ...shape });

const kubeconfigFile = z.object({
    clusters: z.array(named({ cluster: z.record(z.string(), z.unknown()) })),
    users: z.array(named({ user: z.record(z.string(), z.unknown()) })),
    contexts: z.array(
        named({ context: z.object({ cluster: z.string(), user: z.string(), namespace: z.string().optional() }) }),
    ),
    "current-context": z.string().optional(),
});

export type KubeconfigReading = { readonly kubeconfig: Kubeconfig } | { readonly problems: readonly Problem[] };

/**
 * Reads a kubeconfig (YAML or JSON text, or an object) and keeps of it the one context that CCM is to use: the same
 * kubeconfig written differently comes out the same, and no credential of another cluster is sent.
 *
 * @param contextName which context; the file's current one, or its only one, unless given
 */
export function readKubeconfig(given: unknown, contextName: string | undefined): KubeconfigReading {
    const parsed = typeof given === "string" ? parseText(given) : { value: given };
    if ("problem" in parsed) return fail([], parsed.problem);
    const read = kubeconfigFile.safeParse(parsed.value);
    if (!read.success) return { problems: problemsOf(read.error.issues, parsed.value) };
    const { clusters, users, contexts } = read.data;
    // An empty text is how a kubeconfig without a current context is often written.
    const name =
        contextName ?? (read.data["current-context"] || (contexts.length === 1 ? contexts[0]?.name : undefined));
    const names = contexts.map((context) => context.name).join(", ");
    if (name === undefined) return fail([], `has no current-context: name one in kubernetes.context (${names})`);
    const context = contexts.find((candidate) => candidate.name === name)?.context;
    if (context === undefined) return fail([], `has no context ${name}; it has ${names || "none"}`);
    const cluster = indexOf(clusters, context.cluster);
    const user = indexOf(users, context.user);
    if (cluster === -1) return fail(["contexts"], `name a cluster that is not there: ${context.cluster}`);
    if (user === -1) return fail(["contexts"], `name a user that is not there: ${context.user}`);
    const server = readMembers(clusters[cluster]?.cluster ?? {}, CLUSTER_MEMBERS, ["clusters", cluster, "cluster"]);
    const credential = readMembers(users[user]?.user ?? {}, USER_MEMBERS, ["users", user, "user"]);
    const problems = [
        ...server.problems,
        ...serverProblems(server.texts["server"], ["clusters", cluster, "cluster", "server"]),
        ...credential.problems,
        ...(credential.problems.length === 0 ? credentialProblems(credential.texts, ["users", user, "user"]) : []),
    ];
    if (problems.length > 0) return { problems };
    return {
        kubeconfig: {
            apiVersion: "v1",
            kind: "Config",
            clusters: [
                {
                    name: context.cluster,
                    cluster: { ...server.texts, ...server.flags, server: server.texts["server"] ?? "" },
                },
            ],
            users: [{ name: context.user, user: credential.texts }],
            contexts: [{ name, context: withoutUndefined(context) }],
            "current-context": name,
        },
    };
}

/** The problems of one, by where it is in the inputs of a cluster. */
export function kubeconfigProblems({ problems }: Extract<KubeconfigReading, { problems: unknown }>): Problem[] {
    return problems.map(({ path, text }) => ({ path: ["kubernetes", "kubeconfig", ...path], text }));
}

function withoutUndefined({ namespace, ...rest }: { cluster: string; user: string; namespace?: string | undefined }) {
    return namespace === undefined ? rest : { ...rest, namespace };
}

function fail(path: Path, text: string): KubeconfigReading {
    return { problems: [{ path, text }] };
}

function indexOf(entries: readonly { readonly name: string }[], name: string): number {
    return entries.findIndex((entry) => entry.name === name);
}

function parseText(text: string): { value: unknown } | { problem: string } {
    // Stacks without clusters do not need it.
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- `import()` would not be synchronous
    const { LineCounter, parseDocument } = require("yaml") as typeof Yaml;
    const lineCounter = new LineCounter();
    const document = parseDocument(text, { lineCounter, prettyErrors: false, logLevel: "error", merge: true });
    const [error] = document.errors;
    // Its own text quotes the source.
    if (error !== undefined) {
        const what = PROBLEMS_OF_YAML[error.code] ?? "is neither YAML nor JSON";
        return { problem: `${what} (line ${lineCounter.linePos(error.pos[0]).line})` };
    }
    if (document.contents === null) return { problem: "is empty" };
    if (isBase64(text)) return { problem: "is in base64: decode it first" };
    try {
        const value: unknown = document.toJS();
        if (typeof value === "object" && value !== null) return { value };
    } catch {
        // Too many aliases.
    }
    return { problem: "is a text that is no kubeconfig: give what is in the file, not its path" };
}

const PROBLEMS_OF_YAML: Readonly<Record<string, string>> = {
    MULTIPLE_DOCS: "holds more than one YAML document",
    DUPLICATE_KEY: "has a key twice",
};

function isBase64(text: string): boolean {
    return BASE64.test(text) && /apiVersion|clusters/.test(Buffer.from(text, "base64").toString());
}

const BASE64 = /^[A-Za-z0-9+/\s]+={0,2}\s*$/;

/** What may be a member: a text, one in base64, or a flag that is taken over; left out in silence; or refused for the reason given. */
type Rule = "text" | "base64" | "flag" | "drop" | ((value: unknown) => string);

const file = (inline: string) => () =>
    `is the path of a file, which CCM cannot read: put its content, in base64, into ${inline} (\`kubectl config view --raw --flatten --minify\` does)`;
const unusable = () => "is not known to CCM, which could not use the cluster";

const CLUSTER_MEMBERS: Readonly<Record<string, Rule>> = {
    server: "text",
    "insecure-skip-tls-verify": "flag",
    "certificate-authority-data": "base64",
    "certificate-authority": file("certificate-authority-data"),
    "tls-server-name": unusable,
    "proxy-url": unusable,
    "disable-compression": "drop",
    extensions: "drop",
};

const SERVICE_ACCOUNT = "make a service account in the cluster and give its token";

const USER_MEMBERS: Readonly<Record<string, Rule>> = {
    token: "text",
    "client-certificate-data": "base64",
    "client-key-data": "base64",
    "client-certificate": file("client-certificate-data"),
    "client-key": file("client-key-data"),
    tokenFile: () => "is the path of a file, which CCM cannot read: give the token itself, in token",
    exec: (value) => `runs the program ${commandOf(value)}, which CCM is not known to have: ${SERVICE_ACCOUNT}`,
    "auth-provider": () => `needs a program that CCM does not have: ${SERVICE_ACCOUNT}`,
    username: () => `is not known to CCM: ${SERVICE_ACCOUNT}`,
    password: () => `is not known to CCM: ${SERVICE_ACCOUNT}`,
    extensions: "drop",
};

function commandOf(exec: unknown): string {
    const { command } = (typeof exec === "object" && exec !== null ? exec : {}) as { command?: unknown };
    return typeof command === "string" ? command : "(exec)";
}

const MUST_BE = {
    text: "must be a text; a number as a token needs quotes",
    base64: "must be base64, as kubectl writes it",
    flag: "must be true or false",
};

function readMembers(given: Readonly<Record<string, unknown>>, rules: Readonly<Record<string, Rule>>, path: Path) {
    const texts: Record<string, string> = {};
    const flags: Record<string, boolean> = {};
    const problems: Problem[] = [];
    for (const [name, value] of Object.entries(given)) {
        const rule = Object.hasOwn(rules, name) ? rules[name] : unusable;
        // Clouds write what they leave out as null or as an empty text.
        if (value === null || value === undefined || value === "" || rule === "drop") continue;
        const refuse = (text: string) => problems.push({ path: [...path, name], text });
        if (typeof rule === "function") refuse(rule(value));
        else if (rule === "text" && typeof value === "string") texts[name] = value;
        else if (rule === "base64" && typeof value === "string" && (isUnknown(value) || BASE64.test(value))) {
            // With and without line breaks it is the same.
            texts[name] = value.replace(/\s+/g, "");
        } else if (rule === "flag" && typeof value === "boolean") flags[name] = value;
        else refuse(MUST_BE[rule ?? "text"]);
    }
    return { texts, flags, problems };
}

function serverProblems(server: string | undefined, path: Path): Problem[] {
    if (isUnknown(server)) return [];
    const isUrl = server !== undefined && URL.canParse(server) && new URL(server).protocol === "https:";
    return isUrl ? [] : [{ path, text: "must be the https:// URL of the cluster's API server" }];
}

function credentialProblems(user: Readonly<Record<string, string>>, path: Path): Problem[] {
    if (user["token"] !== undefined) return [];
    const hasCertificate = user["client-certificate-data"] !== undefined;
    if (hasCertificate && user["client-key-data"] !== undefined) return [];
    return [{ path, text: "must have a token, or client-certificate-data with client-key-data" }];
}
