/** The Pulumi CLI that is built or downloaded when the machine has none. */
export const ENGINE_VERSION = "3.259.0";

/** The oldest CLI on PATH that is used as it is: the tests are written against how these behave. */
export const OLDEST_CLI = "3.248.0";

/**
 * The last version whose language host for Node is a Go module of its own kind. The protocol between engine and host is
 * stable: this one works with the engine above.
 */
export const LANGUAGE_HOST_VERSION = "3.68.0";

/** The oldest Go that builds the engine. */
export const OLDEST_GO = "1.25.11";
