import { BlockList, isIP } from "node:net";
import { CcmSettingsError } from "./errors";
import { MASK } from "./redact";
import { isThisMachine } from "./serviceAddress";

/** An HTTP proxy that the environment names. */
export interface ProxyServer {
    /** The environment variable that names it, as it is spelled there. */
    readonly variable: string;
    /** Without user name and password, so that nothing that is given it can print them. */
    readonly url: URL;
    /** For texts: user name and password are masked. */
    readonly label: string;
    /** The value of the header `Proxy-Authorization`; `undefined` when the URL holds neither user name nor password. */
    readonly authorization: string | undefined;
}

/** The first of them that is set counts. */
const PROXY_VARIABLES = ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"] as const;

/**
 * The proxy that a request to `target` goes through: the one in `HTTPS_PROXY`, or else in `ALL_PROXY`, unless `NO_PROXY`
 * names the host. Requests without TLS stay on this machine and need none.
 *
 * @returns `undefined` when the request goes to its target directly
 * @throws CcmSettingsError when the variable does not hold the URL of an HTTP proxy; never shows its value
 */
export function proxyFor(target: URL): ProxyServer | undefined {
    const named = namedProxy();
    if (named === undefined || target.protocol !== "https:" || isThisMachine(target.hostname)) return undefined;
    if (isInNoProxy(target)) return undefined;
    return parseProxy(named.variable, named.value, target.hostname);
}

/**
 * What the proxy variables hold that no text may show, as written and decoded: passwords, and user names beside them. A user name
 * that stands alone is a credential only where there is no password: it may be a word like any other.
 */
export function proxySecrets(): string[] {
    return PROXY_VARIABLES.flatMap((variable) => {
        const userInfo = /^(?:[^/]*:\/\/)?(.*)@/s.exec(process.env[variable]?.trim() ?? "")?.[1];
        if (userInfo === undefined) return [];
        const [, user = "", password = ""] = /^([^:]*):?(.*)$/s.exec(userInfo) ?? [];
        const plain = [user, password].map((part) => decode(part) ?? part);
        const pairs = [userInfo, plain.join(":"), Buffer.from(plain.join(":")).toString("base64")];
        return password === "" ? [user, ...plain, ...pairs] : [password, plain[1] ?? "", ...pairs];
    });
}

function namedProxy(): { variable: string; value: string } | undefined {
    for (const variable of PROXY_VARIABLES) {
        const value = process.env[variable]?.trim();
        if (value !== undefined && value !== "") return { variable, value };
    }
    return undefined;
}

function parseProxy(variable: string, value: string, targetHost: string): ProxyServer {
    const refuse = (problem: string): never => {
        throw new CcmSettingsError([`the environment variable ${variable} ${problem}`]);
    };
    // As curl and Go read it: `host:port` is a proxy that is spoken to without TLS.
    const text = value.includes("://") ? value : `http://${value}`;
    if (/^socks/i.test(text)) {
        return refuse(
            `names a SOCKS proxy, which is not supported: set HTTPS_PROXY to an HTTP proxy, such as http://host:port, or add ${targetHost} to NO_PROXY`,
        );
    }
    const url = URL.canParse(text) ? new URL(text) : undefined;
    // An unescaped `/`, `?` or `#` in a password ends the host there, and the rest would be taken for a path.
    const isWhole = url !== undefined && /^\/?$/.test(url.pathname) && url.search === "" && url.hash === "";
    if (!isWhole || (url.protocol !== "http:" && url.protocol !== "https:")) {
        return refuse(
            "is not the URL of an HTTP proxy, such as http://host:port or http://user:password@host:port; in a user name and a password, special characters are written as %40 for @",
        );
    }
    const [user, password] = [decode(url.username), decode(url.password)];
    if (user === undefined || password === undefined) {
        return refuse(
            "holds a % that no two hexadecimal digits follow: in a user name and a password, % is written %25",
        );
    }
    const hasCredentials = user !== "" || password !== "";
    url.username = url.password = "";
    return {
        variable,
        url,
        label: `${url.protocol}//${hasCredentials ? `${MASK}@` : ""}${url.host}`,
        authorization: hasCredentials ? `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}` : undefined,
    };
}

function decode(part: string): string | undefined {
    try {
        return decodeURIComponent(part);
    } catch {
        return undefined;
    }
}

function isInNoProxy(target: URL): boolean {
    const host = target.hostname.replace(/^\[|\]$/g, "");
    const isAddress = isIP(host) !== 0;
    if (isAddress && addressesInNoProxy().check(host, familyOf(host))) return true;
    // With the first request that a proxy may carry: most processes have none.
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- `import()` is asynchronous
    const { getProxyForUrl } = require("proxy-from-env") as { getProxyForUrl: (url: string) => string };
    // The library takes `corp.example` for that host alone; curl and Go take it for all hosts of the domain as well.
    const labels = host.replace(/\.$/, "").split(".");
    const domains = isAddress ? [target.hostname] : labels.map((_, index) => labels.slice(index).join("."));
    return domains.some((domain) => getProxyForUrl(`https://${domain}:${target.port}`) === "");
}

/** The addresses and ranges (`10.0.0.0/8`) among the entries of `NO_PROXY`, as curl and Go read them. */
function addressesInNoProxy(): BlockList {
    const list = new BlockList();
    for (const entry of (process.env["no_proxy"] || process.env["NO_PROXY"] || "").split(/[\s,]+/)) {
        const [, address = "", prefix] = /^\[?([^\]/]*)\]?(?:\/(\d+))?$/.exec(entry) ?? [];
        if (isIP(address) === 0) continue;
        const bits = isIP(address) === 4 ? 32 : 128;
        if (Number(prefix ?? bits) <= bits) list.addSubnet(address, Number(prefix ?? bits), familyOf(address));
    }
    return list;
}

function familyOf(address: string): "ipv4" | "ipv6" {
    return isIP(address) === 6 ? "ipv6" : "ipv4";
}
