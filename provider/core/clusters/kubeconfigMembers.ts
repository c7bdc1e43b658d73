import { z } from "zod";
import type { KubeconfigProgram } from "../../ccm";
import { type Problem, problemsOf } from "../validation";
import { isRecord, isUnknown, type Path } from "../values";

/*
 * The members of a context's cluster and user that CCM can use. CCM reads no files, runs only programs that it has, and
 * knows only some of the fields. Everything else is rejected with instructions for a usable kubeconfig;
 * docs/kubeconfigs.md has the list.
 */

export interface SentMembers {
    readonly texts: Readonly<Record<string, string>>;
    readonly flags: Readonly<Record<string, boolean>>;
    readonly problems: readonly Problem[];
}

export interface UserMembers extends SentMembers {
    readonly exec?: KubeconfigProgram;
}

/** How a member is handled: sent as text, base64 or flag, or rejected with the returned reason. */
type Rule = "text" | "base64" | "flag" | ((value: unknown) => string);

const INLINE = "`kubectl config view --raw --flatten --minify` puts files inline";
const TOKEN = "`kubectl create token NAME --duration 8760h` creates a token for a service account, which CCM accepts";
const AKS =
    "`az aks get-credentials --admin` creates a client certificate, `kubectl create token NAME` a token; CCM " +
    "accepts both";

const file = () => `is the path of a file, which CCM cannot read: ${INLINE}`;
const impersonation = () => `is impersonation, which CCM does not support: ${TOKEN}`;

const CLUSTER_RULES: Readonly<Record<string, Rule>> = {
    server: "text",
    "insecure-skip-tls-verify": "flag",
    "certificate-authority-data": "base64",
    "certificate-authority": file,
    "tls-server-name": () =>
        "is not supported by CCM, which checks the certificate against the host name of server: set a server " +
        "that the certificate is valid for",
    "proxy-url": () => "is not supported by CCM, which connects without it: set a server that CCM can reach",
};

const USER_RULES: Readonly<Record<string, Rule>> = {
    token: "text",
    "client-certificate-data": "base64",
    "client-key-data": "base64",
    "client-certificate": file,
    "client-key": file,
    tokenFile: () => `is the path of a file, which CCM cannot read: ${TOKEN}`,
    username: () => `is a login method that CCM does not support: ${TOKEN}`,
    password: () => `is a login method that CCM does not support: ${TOKEN}`,
    as: impersonation,
    "as-uid": impersonation,
    "as-groups": impersonation,
    "as-user-extra": impersonation,
};

/** The problem of a user whose token comes from a program. Not relevant if there is a token already. */
function programProblem(user: Readonly<Record<string, unknown>>, path: Path): Problem | undefined {
    const { exec, "auth-provider": provider } = user;
    if (isRecord(exec) && Object.keys(exec).length > 0) {
        const command = typeof exec["command"] === "string" ? exec["command"] : "(exec)";
        const way = /kubelogin/.test(command) ? AKS : TOKEN;
        const text =
            `runs the program ${command}, which may not be installed in CCM: ${way}; if your CCM has ` +
            "the program, add it to kubernetes.execPrograms";
        return { path: [...path, "exec"], text };
    }
    if (!isRecord(provider) || Object.keys(provider).length === 0) return undefined;
    const text = `needs a program that CCM does not have: ${provider["name"] === "azure" ? AKS : TOKEN}`;
    return { path: [...path, "auth-provider"], text };
}

const program = z.object({
    apiVersion: z.string().nullish(),
    /** CCM's spelling, also found in inputs that were already normalized. */
    api_version: z.string().nullish(),
    command: z.string().min(1),
    args: z.array(z.string()).nullish(),
    env: z.array(z.unknown()).nullish(),
});

/** Converts a program that CCM has, according to the user, to CCM's form. */
function readProgram(exec: unknown, path: Path): { exec: KubeconfigProgram } | { problems: Problem[] } {
    const read = program.safeParse(exec);
    if (!read.success)
        return {
            problems: problemsOf(read.error.issues, exec).map((problem) => ({
                ...problem,
                path: [...path, ...problem.path],
            })),
        };
    const { apiVersion, api_version = apiVersion, command, args, env } = read.data;
    if ((env ?? []).length > 0) {
        return {
            problems: [
                {
                    path: [...path, "env"],
                    text: `is not supported by CCM, which runs the program without it: ${TOKEN}`,
                },
            ],
        };
    }
    return { exec: { ...(typeof api_version === "string" && { api_version }), command, ...(args && { args }) } };
}

/** The members of a cluster that are sent. Members that `kubectl` does not know either are omitted. */
export function clusterMembers(given: unknown, path: Path): SentMembers {
    const members = readMembers(given, CLUSTER_RULES, path);
    const server = members.texts["server"];
    const isUsable = isUnknown(server) || (server !== undefined && isHttps(server));
    const problem = {
        path: [...path, "server"],
        text: "must be the https:// URL of the cluster's API server, which `kubectl cluster-info` shows",
    };
    return isUsable ? members : { ...members, problems: [...members.problems, problem] };
}

/**
 * The members of a user that are sent.
 *
 * @param programs `exec` programs that CCM has, according to the user
 */
export function userMembers(given: unknown, path: Path, programs: readonly string[]): UserMembers {
    const members = readMembers(given, USER_RULES, path);
    const { token, "client-certificate-data": certificate, "client-key-data": key } = members.texts;
    if (members.problems.length > 0 || token !== undefined) return members;
    const user = isRecord(given) ? given : {};
    const { exec } = user;
    if (isRecord(exec) && programs.some((name) => name === exec["command"])) {
        const read = readProgram(exec, [...path, "exec"]);
        return "problems" in read ? { ...members, problems: read.problems } : { ...members, exec: read.exec };
    }
    const problem = programProblem(user, path);
    if (problem !== undefined) return { ...members, problems: [problem] };
    if (certificate !== undefined && key !== undefined) return members;
    const text = `must have a token, or client-certificate-data with client-key-data: ${TOKEN}`;
    return { ...members, problems: [{ path, text }] };
}

function isHttps(server: string): boolean {
    if (/[\s\p{Cc}]/u.test(server) || !URL.canParse(server)) return false;
    const { protocol, hostname } = new URL(server);
    // An unfilled placeholder is not a host.
    return protocol === "https:" && /^(\[.+\]|[\w.-]+)$/.test(hostname);
}

const MUST_BE = {
    text: "must be a string; a number as a token needs quotes",
    base64: "must be base64, as kubectl writes it",
    flag: "must be true or false",
};

/** What `kubectl config view` shows instead of data and tokens. */
const LEFT_OUT = /^(DATA\+OMITTED|REDACTED)$/;

function readMembers(given: unknown, rules: Readonly<Record<string, Rule>>, path: Path): SentMembers {
    const texts: Record<string, string> = {};
    const flags: Record<string, boolean> = {};
    const problems: Problem[] = [];
    for (const [name, rule] of Object.entries(rules)) {
        const value = isRecord(given) ? given[name] : undefined;
        if (isLeftOut(value)) continue;
        const refuse = (text: string) => problems.push({ path: [...path, name], text });
        if (typeof rule === "function") refuse(rule(value));
        else if (typeof value === "string" && LEFT_OUT.test(value)) {
            refuse(`is the placeholder that kubectl prints instead of the data: ${INLINE}`);
        } else if (rule === "text" && typeof value === "string") texts[name] = value;
        else if (
            rule === "base64" &&
            typeof value === "string" &&
            (isUnknown(value) || BASE64.test(value.replace(/\s+/g, "")))
        ) {
            // Line breaks are not significant.
            texts[name] = value.replace(/\s+/g, "");
        } else if (rule === "flag" && typeof value === "boolean") flags[name] = value;
        else refuse(MUST_BE[rule]);
    }
    return { texts, flags, problems };
}

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** Cloud providers write omitted members as null, an empty string, or an empty list or object. */
function isLeftOut(value: unknown): boolean {
    if (value === null || value === undefined || value === "") return true;
    return typeof value === "object" && Object.keys(value).length === 0;
}
