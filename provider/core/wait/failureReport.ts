import { applicationsOf, type Run, contentsOf, oneTry } from "../../ccm";
import { shownLine } from "../../contract/shownText";
import { neededPart, orchestratorFacts, shownDetail } from "../orchestrator/orchestratorDetail";
import { readGraph } from "../readGraph";
import type { WaitContext } from "./waitContext";

export interface FailedRun {
    readonly run: Run;
    /** The predicate of a sentence about the run: "FAILED before it was RUNNING". */
    readonly what: string;
    /** What the orchestrator said, cut and cleaned. */
    readonly detail: unknown;
    readonly lastError?: string | undefined;
    /** What still runs, and what to type. */
    readonly next: string;
}

/**
 * What a person who is woken by a failure needs: what happened, what the service says, what still runs, what to type, and
 * the end of the logs.
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
    // A service that could not be read just now does not give logs either.
    const logs = withLogs && lastError === undefined ? await logTails(context, run) : "";
    return sentences.join(" ") + (logs === "" ? "" : `\n${logs}`);
}

/** The begin of what comes next, for a run that is over. */
export const OVER = "Nothing is left running.";

/** How long all questions for logs may take, in milliseconds: the failure itself is known already. */
const LIMIT_MS = 10_000;
/** Every look at a log counts against the requests a second that all runs share. */
const MAX_APPLICATIONS = 4;
/** A completion's output `logTail` is made of the same; its docstring says so. */
const MAX_LINES = 20;
const MAX_LINE = 200;

/**
 * The last lines of each application's log of a run, for a text about its failure; empty when there are none or CCM does
 * not give them. Secrets are masked before anything is cut. Never throws.
 */
export async function logTails(context: WaitContext, run: Run): Promise<string> {
    // A token or the request budget may keep a question waiting beyond its own limit.
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

/** The end of a log without terminal commands, each line marked, so that it is told from what we say. */
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
    // Without a log there may still be why.
    const facts = orchestratorFacts(shownDetail(generic, context.shown));
    return tailOf(context.shown(facts.map((fact) => fact.text).join("\n")));
}

/** The runtime configurations of the graph version that runs, with the names of their applications. */
async function applications(context: WaitContext, { graphId, graphVersion }: Run) {
    if (graphId === undefined || graphVersion === undefined) return undefined;
    const version = contentsOf(await readGraph(context.api, graphId, limits(context)), graphVersion);
    if (version === undefined || version.runtimeConfigs.length === 0) return undefined;
    return version.runtimeConfigs.map(({ id }) => ({ id, name: applicationsOf(version, id) || id }));
}

function limits({ clock }: WaitContext) {
    return oneTry(clock, LIMIT_MS / 2);
}
