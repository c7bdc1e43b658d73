/** Version of the Pulumi CLI that is built or downloaded if the machine has none. */
export const ENGINE_VERSION = "3.259.0";

/** Oldest version of a CLI on PATH that is used: the tests rely on the behavior of these versions. */
export const OLDEST_CLI = "3.248.0";

/**
 * The last version whose language host for Node is a separate Go module. The protocol between engine and host is
 * stable: this one works with the engine above.
 */
export const LANGUAGE_HOST_VERSION = "3.68.0";

/** Oldest version of Go that builds the engine. */
export const OLDEST_GO = "1.25.11";
