import { type Clock, systemClock } from "../ccm";

export type Severity = "debug" | "info" | "warning";

export interface LogLine {
    readonly severity: Severity;
    readonly text: string;
    /** URN of the resource whose row shows the line; empty for the stack. */
    readonly urn: string;
    /** Whether the next line replaces it. */
    readonly ephemeral: boolean;
}

/** Delay of ephemeral lines in milliseconds. Of several lines within it, only the last is sent. */
const READABLE_MS = 300;

/** A row of the engine's display. */
interface Row {
    /** The delayed ephemeral line, which another one may still replace. */
    held: { line: LogLine } | undefined;
    /** Resolves when all previous lines have been delivered or dropped. */
    sent: Promise<void>;
}

/**
 * Sends lines to the rows of resources, one after another on each row, because concurrent calls could overtake each
 * other. Each line costs the engine as much as the rest of a short operation, so rapid changes are sent as one line.
 */
export class StatusLineQueue {
    private readonly rows = new Map<string, Row>();

    constructor(
        private readonly deliver: (line: LogLine) => Promise<void>,
        private readonly clock: Pick<Clock, "sleep"> = systemClock,
    ) {}

    send(line: LogLine): void {
        const row = this.rowOf(line.urn);
        if (!line.ephemeral) {
            this.release(row);
            this.append(row, line);
        } else if (row.held !== undefined) {
            row.held.line = line;
        } else {
            const held = { line };
            row.held = held;
            // With a slow engine, too, only the last line is sent.
            void Promise.all([this.clock.sleep(READABLE_MS), row.sent]).then(() => {
                if (row.held === held) this.release(row);
            });
        }
    }

    /** Resolves when all lines of a resource and of the stack have been delivered or dropped. */
    async flush(urn: string): Promise<void> {
        const rows = [this.rowOf(urn), this.rowOf("")];
        for (const row of rows) this.release(row);
        await Promise.all(rows.map(({ sent }) => sent));
    }

    private release(row: Row): void {
        const { held } = row;
        row.held = undefined;
        if (held !== undefined) this.append(row, held.line);
    }

    private append(row: Row, line: LogLine): void {
        row.sent = row.sent.then(() => this.deliver(line)).catch(() => undefined);
    }

    private rowOf(urn: string): Row {
        const known = this.rows.get(urn);
        if (known !== undefined) return known;
        const row = { held: undefined, sent: Promise.resolve() };
        this.rows.set(urn, row);
        return row;
    }
}

/** Variables that the common CI systems set; most of them set `CI`. */
export const CI_VARIABLES = ["CI", "TF_BUILD", "JENKINS_URL", "TEAMCITY_VERSION", "CODEBUILD_BUILD_ID"] as const;

/**
 * Whether output goes to the log of a CI job, which keeps every line. Pulumi does not tell a provider whether it draws
 * rows on a terminal.
 */
export function isCiLog(environment: NodeJS.ProcessEnv): boolean {
    return CI_VARIABLES.some((name) => !["", "0", "false", undefined].includes(environment[name]?.toLowerCase()));
}
