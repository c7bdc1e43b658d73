import type { Input } from "@pulumi/pulumi";

/**
 * Settings of one account, with at most one credential. Missing settings come from the stack's configuration, then from
 * the environment.
 */
export type ProviderArgs = TokenProviderArgs | AppProviderArgs | UserProviderArgs | PlainProviderArgs;

export interface CommonProviderArgs {
    /**
     * Base URL of CCM.
     *
     * @default `https://ccm.fortanix.com`
     */
    endpoint?: Input<string | undefined>;
    /**
     * Whether CCM is part of Fortanix Armor or a stand-alone deployment.
     *
     * @default `"armor"` for hosts `*.armor.fortanix.com` and for Armor's own `apiPrefix`, otherwise `"standalone"`
     */
    deployment?: Input<"armor" | "standalone" | undefined>;
    /**
     * Path before the operations (Armor) or before their `/v1` (stand-alone), for gateways with their own paths.
     *
     * @default `/api/v1/confidential_computing` for Armor, otherwise empty
     */
    apiPrefix?: Input<string | undefined>;
    /**
     * Header that carries the token.
     *
     * @default `Authorization`, or `Authentication` if CCM accepts only that
     */
    authHeader?: Input<string | undefined>;
    /**
     * Path of a PEM file with certificate authorities to trust in addition to those of Node.js. A relative path starts
     * at the project's folder.
     */
    caFile?: Input<string | undefined>;
    /**
     * Maximum number of requests that a process of `pulumi` sends to this account in any second, 0.1 to 1000.
     *
     * @default `20`
     */
    maxRequestsPerSecond?: Input<number | undefined>;
    /**
     * Whether previews check the runs of this provider in CCM.
     *
     * @default `true`
     */
    preflight?: Input<boolean | undefined>;
}

export interface TokenProviderArgs extends CommonProviderArgs {
    /** A bearer token. Stored as a secret. */
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
    /** Stored as a secret. */
    apiKey: Input<string>;
    /**
     * URL of the token endpoint.
     *
     * @default `{endpoint}/api/v1/iam/session/oauth2/token`
     */
    tokenUrl?: Input<string | undefined>;
    token?: undefined;
    username?: undefined;
    password?: undefined;
    accountId?: undefined;
}

/** Credential of a user without SSO and without a second factor. */
export interface UserProviderArgs extends CommonProviderArgs {
    /** E-mail address. */
    username: Input<string>;
    /** Stored as a secret. */
    password: Input<string>;
    /** Id of the account to select after login. */
    accountId?: Input<string | undefined>;
    token?: undefined;
    appId?: undefined;
    apiKey?: undefined;
    tokenUrl?: undefined;
}

/** No credential: it comes from the stack's configuration or from the environment. */
export interface PlainProviderArgs extends CommonProviderArgs {
    token?: undefined;
    appId?: undefined;
    apiKey?: undefined;
    tokenUrl?: undefined;
    username?: undefined;
    password?: undefined;
    accountId?: undefined;
}
