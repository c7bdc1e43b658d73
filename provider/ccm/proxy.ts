import { BlockList, isIP } from "node:net";
import { CcmSettingsError } from "./errors";
import { MASK } from "./redact";
import { isThisMachine } from "./serviceAddress";

/** An HTTP proxy from the environment. */
export interface ProxyServer {
    /** Environment variable that sets it, as spelled there. */
    readonly variable: string;
    /** Without user name and password, so that no recipient can print them. */
    readonly url: URL;
    /** For messages: user name and password are masked. */
    readonly label: string;
    /** Value of the `Proxy-Authorization` header; `undefined` if the URL has neither user name nor password. */
    readonly authorization: string | undefined;
}

/** In order of precedence. */
const PROXY_VARIABLES = ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"] as const;

/**
 * Finds the proxy of a request to `target`: `HTTPS_PROXY`, or else `ALL_PROXY`, unless `NO_PROXY` lists the host.
 * Requests without TLS stay on this machine and need no proxy.
 *
 * @returns `undefined` for a direct connection
 * @throws CcmSettingsError when the variable is not the URL of an HTTP proxy; the message never contains its value
 */
export function proxyFor(target: URL): ProxyServer | undefined {
    const named = namedProxy();
    if (named === undefined || target.protocol !== "https:" || isThisMachine(target.hostname)) return undefined;
    if (isInNoProxy(target)) return undefined;
    return parseProxy(named.variable, named.value, target.hostname);
}

/**
 * Returns the secrets in the proxy variables, as written and decoded: passwords, alone and with their user names. A
 * user name alone is a credential only if there is no password: otherwise it may be a common word.
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
    // Like in curl and Go, `host:port` is a proxy without TLS.
    const text = value.includes("://") ? value : `http://${value}`;
    if (/^socks/i.test(text)) {
        return refuse(
            `names a SOCKS proxy, which is not supported: set HTTPS_PROXY to an HTTP proxy, such as http://host:port, or add ${targetHost} to NO_PROXY`,
        );
    }
    const url = URL.canParse(text) ? new URL(text) : undefined;
    // An unescaped `/`, `?` or `#` in a password ends the host there, and the rest would be parsed as a path.
    const isWhole = url !== undefined && /^\/?$/.test(url.pathname) && url.search === "" && url.hash === "";
    if (!isWhole || (url.protocol !== "http:" && url.protocol !== "https:")) {
        return refuse(
            "is not the URL of an HTTP proxy, such as http://host:port or http://user:password@host:port; " +
                "special characters in a user name or a password must be percent-encoded, such as %40 for @",
        );
    }
    const [user, password] = [decode(url.username), decode(url.password)];
    if (user === undefined || password === undefined) {
        return refuse(
            "contains a % that is not followed by two hexadecimal digits: in a user name or a password, write % as %25",
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
    // Loaded with the first request that may use a proxy: most processes send none.
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- `import()` is asynchronous
    const { getProxyForUrl } = require("proxy-from-env") as { getProxyForUrl: (url: string) => string };
    // The library matches `corp.example` with that host only; curl and Go match all hosts of the domain as well.
    const labels = host.replace(/\.$/, "").split(".");
    const domains = isAddress ? [target.hostname] : labels.map((_, index) => labels.slice(index).join("."));
    return domains.some((domain) => getProxyForUrl(`https://${domain}:${target.port}`) === "");
}

/** Returns the addresses and ranges (`10.0.0.0/8`) in `NO_PROXY`, parsed as curl and Go do. */
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
