import { applicationsOf, type Run, contentsOf, oneTry } from "../../ccm";
import { shownLine } from "../../contract/shownText";
import { neededPart, orchestratorFacts, shownDetail } from "../orchestrator/orchestratorDetail";
import { readGraph } from "../readGraph";
import type { WaitContext } from "./waitContext";

export interface FailedRun {
    readonly run: Run;
    /** The predicate of a sentence about the run: "FAILED before it was RUNNING". */
    readonly what: string;
    /** The orchestrator's detail, cut and cleaned. */
    readonly detail: unknown;
    readonly lastError?: string | undefined;
    /** What still runs, and the next command. */
    readonly next: string;
}

/**
 * Describes a failure: what happened, what the service reports, what still runs, the next command, and the end of the
 * logs.
 */
export async function failureText(context: WaitContext, failed: FailedRun, withLogs = true): Promise<string> {
    const { run, what, detail, lastError, next } = failed;
    const isQuoted = typeof detail === "string" && !(await context.isSecretOutput("statusDetail"));
    const sentences = [
        `run ${run.runId} ${what}.`,
        ...(isQuoted ? [`CCM reports: ${neededPart(detail)}`] : []),
        ...(lastError === undefined ? [] : [`The last request for its status failed: ${lastError}.`]),
        next,
    ];
    // A service that could not be read just now does not return logs either.
    const logs = withLogs && lastError === undefined ? await logTails(context, run) : "";
    return sentences.join(" ") + (logs === "" ? "" : `\n${logs}`);
}

/** The beginning of the next step, for a run that has ended. */
export const OVER = "Nothing is left running.";

/** Timeout of all requests for logs, in milliseconds: the failure itself is already known. */
const LIMIT_MS = 10_000;
/** Maximum number of logs: each request counts against `maxRequestsPerSecond`. */
const MAX_APPLICATIONS = 4;
/** The output `logTail` of a completion has the same limits; its docstring says so. */
const MAX_LINES = 20;
const MAX_LINE = 200;

/**
 * The last lines of each application's log, for a text about a failure; empty if there are none or CCM does not return
 * them. Secrets are masked before anything is cut. Never throws.
 */
export async function logTails(context: WaitContext, run: Run): Promise<string> {
    // A token request or the rate limiter may delay a request beyond its own limit.
    const limit = context.clock.sleep(LIMIT_MS).then(
        () => "",
        () => "",
    );
    return Promise.race([readTails(context, run), limit]);
}

async function readTails(context: WaitContext, run: Run): Promise<string> {
    const sources = await applications(context, run).catch(() => undefined);
    const tails = await Promise.all(
        (sources ?? [{ id: undefined, name: "all applications" }])
            .slice(0, MAX_APPLICATIONS)
            .map(async ({ id, name }) => {
                const text = await readLog(context, run.runId, id).catch(() => "");
                return text === "" ? [] : [`The last lines of its log (${name}):`, text];
            }),
    );
    return tails.flat().join("\n");
}

/** The end of a log without terminal commands, each line marked to distinguish it from this package's text. */
function tailOf(text: string): string {
    const lines = text
        .split(/\r?\n|\r/)
        .map((line) => shownLine(line, MAX_LINE))
        .filter((line) => line !== "");
    return lines
        .slice(-MAX_LINES)
        .map((line) => `| ${line}`)
        .join("\n");
}

async function readLog(context: WaitContext, runId: string, runtimeConfigId: string | undefined): Promise<string> {
    const { text, generic } = await context.api.runLogs(runId, runtimeConfigId, limits(context));
    await context.knowSecrets([text, generic]);
    if (text.trim() !== "") return tailOf(context.shown(text));
    // Without a log, the orchestrator may still report why.
    const facts = orchestratorFacts(shownDetail(generic, context.shown));
    return tailOf(context.shown(facts.map((fact) => fact.text).join("\n")));
}

/** The runtime configurations of the run's graph version, with the names of their applications. */
async function applications(context: WaitContext, { graphId, graphVersion }: Run) {
    if (graphId === undefined || graphVersion === undefined) return undefined;
    const version = contentsOf(await readGraph(context.api, graphId, limits(context)), graphVersion);
    if (version === undefined || version.runtimeConfigs.length === 0) return undefined;
    return version.runtimeConfigs.map(({ id }) => ({ id, name: applicationsOf(version, id) || id }));
}

function limits({ clock }: WaitContext) {
    return oneTry(clock, LIMIT_MS / 2);
}
