import { messageOf, type OpenCreate, parseStamp, stackOf, type StackState, type StackStateReader } from "../core";
import { backendUrl } from "./journalFolder";
import { findPulumi, runPulumi } from "./pulumiCli";
import { readCheckpointFile } from "./checkpointFile";
import { readSecretPaths, type SecretPaths } from "./stateSecrets";
import { readCheckpoint, readStackExport, wasCompletedSince } from "./stackExport";

/**
 * Reads the state of the stack during its update, with the Pulumi CLI or from the file of a folder backend. The plugin
 * process inherits the CLI's environment and working directory, so it finds the same backend. A state is used only if
 * it contains something that no other state can contain. Only data about runs is kept.
 */
export class CliStackState implements StackStateReader {
    private program: string | undefined;
    private readonly backend: string;
    private atFirstCreate: Promise<StackState | undefined> | undefined;
    private urn = "";
    private history: Promise<string> | undefined;

    /**
     * @param organization the organization as passed by the program; `undefined` if no program runs
     * @param warn logs a warning on the stack's row
     * @param startedAtMs when this process began, in milliseconds since 1970
     */
    constructor(
        private readonly environment: NodeJS.ProcessEnv,
        private readonly organization: () => string | undefined,
        private readonly warn: (text: string) => void,
        private readonly startedAtMs: number,
    ) {
        this.backend = backendUrl(environment);
    }

    duringCreate(urn: string, stamp: string): Promise<StackState | undefined> {
        this.urn = urn;
        const isEarlier = (create: OpenCreate) => parseStamp(create.stamp)?.process !== parseStamp(stamp)?.process;
        const isProof = (state: StackState) =>
            state.openCreates.some((create) => create.urn === urn && create.stamp === stamp);
        this.atFirstCreate ??= this.proven(urn, isProof, isEarlier).catch((error: unknown) => {
            this.warn(
                `the state of the stack cannot be read while it is updated: ${messageOf(error)}. If this update ` +
                    "is killed, only the start journal on this machine records the runs that it started.",
            );
            return undefined;
        });
        return this.atFirstCreate;
    }

    /**
     * Paths of the secrets in the current state.
     *
     * @throws Error with a one-line message if it cannot be read
     */
    async secretPaths(urn: string): Promise<SecretPaths> {
        const inFile = await this.inFile(urn, readSecretPaths, (paths) => paths.has(urn));
        return inFile ?? this.exported(urn, readSecretPaths);
    }

    holding(urn: string, runId: string): Promise<StackState | undefined> {
        this.urn = urn;
        const isProof = (state: StackState) => state.runs.some((run) => run.urn === urn && run.id === runId);
        return this.proven(urn, isProof, () => true).catch(() => undefined);
    }

    async wasCompletedSince(wallMs: number): Promise<boolean> {
        try {
            this.history ??= this.run(this.urn, ["stack", "history", "--json", "--page-size", "100", "--page", "1"]);
            return wasCompletedSince(await this.history, wallMs);
        } catch {
            return false;
        }
    }

    /** @param isOpen whether an open create belongs to an earlier update */
    private async proven(
        urn: string,
        isProof: (state: StackState) => boolean,
        isOpen: (create: OpenCreate) => boolean,
    ): Promise<StackState> {
        const read = (text: string) => readCheckpoint(text, this.backend, this.startedAtMs);
        const readExport = (text: string) => readStackExport(text, this.backend, this.startedAtMs);
        const state = (await this.inFile(urn, read, isProof)) ?? (await this.exported(urn, readExport));
        if (!isProof(state)) {
            throw new Error(
                "the output of `pulumi stack export` does not contain this update: it is of another stack, or " +
                    "checkpoints are off (PULUMI_SKIP_CHECKPOINTS)",
            );
        }
        // Rare: an interrupted update has left secret inputs, which cannot be compared while they are encrypted.
        if (!state.openCreates.some((create) => create.isHidden && isOpen(create))) return state;
        return this.exported(urn, readExport, "--show-secrets").catch(() => state);
    }

    private async inFile<T>(
        urn: string,
        read: (text: string) => T,
        isProof: (found: T) => boolean,
    ): Promise<T | undefined> {
        const { project, stack } = stackOf(urn);
        const text = await readCheckpointFile(this.backend, project, stack);
        try {
            const found = text === undefined ? undefined : read(text);
            return found !== undefined && isProof(found) ? found : undefined;
        } catch {
            // The format is unknown here, but not to the CLI.
            return undefined;
        }
    }

    private async exported<T>(urn: string, read: (text: string) => T, ...options: readonly string[]): Promise<T> {
        const text = await this.run(urn, ["stack", "export", ...options]);
        try {
            return read(text);
        } catch {
            throw new Error("the output of `pulumi stack export` has an unknown format");
        }
    }

    /** @throws Error with a one-line message */
    private run(urn: string, args: readonly string[]): Promise<string> {
        this.program ??= findPulumi(this.environment);
        if (this.program === undefined) return Promise.reject(new Error("the Pulumi CLI is not on the PATH"));
        return runPulumi(this.program, [...args, "--stack", stackName(urn, this.organization())], this.environment);
    }
}

/** `organization/project/stack`, which every backend accepts; without an organization, the backend's default. */
function stackName(urn: string, organization: string | undefined): string {
    const { project, stack } = stackOf(urn);
    return organization === undefined ? stack : `${organization}/${project}/${stack}`;
}
