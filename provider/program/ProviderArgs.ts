import type { Input } from "@pulumi/pulumi";

/** Settings of one account, with at most one credential. What is left out comes from the stack's configuration. */
export type ProviderArgs = TokenProviderArgs | AppProviderArgs | UserProviderArgs | PlainProviderArgs;

export interface CommonProviderArgs {
    /**
     * Where CCM answers.
     *
     * @default `https://ccm.fortanix.com`
     */
    endpoint?: Input<string | undefined>;
    /** Whether CCM is a part of Fortanix Armor or stands alone; by the host unless given: `*.armor.fortanix.com` is Armor. */
    deployment?: Input<"armor" | "standalone" | undefined>;
    /** For a gateway with paths of its own: what stands before the operations (Armor) or before their `/v1`. */
    apiPrefix?: Input<string | undefined>;
    /** The header that carries the token; `Authorization` unless given, or `Authentication` where CCM takes only that. */
    authHeader?: Input<string | undefined>;
    /**
     * A PEM file with certificate authorities that are trusted besides those that Node trusts. A relative path starts at the
     * project's folder.
     */
    caFile?: Input<string | undefined>;
    /** The most requests that a process of `pulumi` sends to this account in any second, 0.1 to 1000; 20 unless given. */
    maxRequestsPerSecond?: Input<number | undefined>;
    /**
     * Whether previews ask CCM about runs of this provider.
     *
     * @default `true`
     */
    preflight?: Input<boolean | undefined>;
}

export interface TokenProviderArgs extends CommonProviderArgs {
    /** A bearer token. Kept as a secret. */
    token: Input<string>;
    appId?: undefined;
    apiKey?: undefined;
    tokenUrl?: undefined;
    username?: undefined;
    password?: undefined;
    accountId?: undefined;
}

/** Client credentials of a Fortanix Armor app. */
export interface AppProviderArgs extends CommonProviderArgs {
    appId: Input<string>;
    /** Kept as a secret. */
    apiKey: Input<string>;
    /**
     * Where tokens are minted.
     *
     * @default `{endpoint}/api/v1/iam/session/oauth2/token`
     */
    tokenUrl?: Input<string | undefined>;
    token?: undefined;
    username?: undefined;
    password?: undefined;
    accountId?: undefined;
}

/** A user without SSO and second factor. */
export interface UserProviderArgs extends CommonProviderArgs {
    /** E-mail address. */
    username: Input<string>;
    /** Kept as a secret. */
    password: Input<string>;
    /** The account to select. */
    accountId?: Input<string | undefined>;
    token?: undefined;
    appId?: undefined;
    apiKey?: undefined;
    tokenUrl?: undefined;
}

/** The credential is that of the stack's configuration or of the environment. */
export interface PlainProviderArgs extends CommonProviderArgs {
    token?: undefined;
    appId?: undefined;
    apiKey?: undefined;
    tokenUrl?: undefined;
    username?: undefined;
    password?: undefined;
    accountId?: undefined;
}
