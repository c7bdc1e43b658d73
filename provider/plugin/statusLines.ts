import { type Clock, systemClock } from "../ccm";

export type Severity = "debug" | "info" | "warning";

export interface LogLine {
    readonly severity: Severity;
    readonly text: string;
    /** The resource on whose row it belongs; empty for the stack. */
    readonly urn: string;
    /** Whether it gives way to the next line instead of staying. */
    readonly ephemeral: boolean;
}

/** For so long, in milliseconds, a line that gives way is held back: of several that come meanwhile only the last is sent. */
const READABLE_MS = 300;

/** A row of what the engine shows. */
interface Row {
    /** The line that may still give way to another such one. */
    held: { line: LogLine } | undefined;
    /** Resolves when all before it have arrived, or were given up. */
    sent: Promise<void>;
}

/**
 * What is said on the rows of resources. On one row in order; calls that run at the same time could overtake each other. Each
 * line costs the engine as much as the rest of a short operation, so what changes at once is said once.
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
            // Behind an engine that is slow, too, only the last of them is sent.
            void Promise.all([this.clock.sleep(READABLE_MS), row.sent]).then(() => {
                if (row.held === held) this.release(row);
            });
        }
    }

    /** Resolves when what was said of a resource, and of the stack, has arrived or was given up. */
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
 * Whether what is printed goes into the log of a CI job, where every line stays. Pulumi does not tell a provider whether
 * it draws rows on a terminal.
 */
export function isCiLog(environment: NodeJS.ProcessEnv): boolean {
    return CI_VARIABLES.some((name) => !["", "0", "false", undefined].includes(environment[name]?.toLowerCase()));
}
