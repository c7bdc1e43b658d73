import { NO_RUN, oneTry, probeService, RawClient, type RawAnswer, type Settings, systemClock } from "../../ccm";
import { shownLine } from "../../contract/shownText";
import { type Guess, judgeGuesses, rowsOf, type SeenAnswers, type SeenName } from "./guesses";

const LIMIT_MS = 10_000;
/** In characters. */
const MAX_CELL = 300;

/** Checks which assumptions about CCM hold for the one in the settings. Only reads. */
export async function reportOn(settings: Settings): Promise<Guess[]> {
    const client = new RawClient(settings, { clock: systemClock, random: Math.random });
    const seen: Partial<Record<SeenName, RawAnswer>> = {};
    const ask = async (name: SeenName, path: string) => {
        const answer = await client.get(path, oneTry(systemClock, LIMIT_MS)).catch(() => undefined);
        if (answer !== undefined) seen[name] = answer;
        return answer;
    };
    // Without the token: a public operation says nothing about the header that carries it.
    const probe = await probeService(settings.baseUrl, settings, systemClock, LIMIT_MS).catch(() => undefined);
    if (probe?.version !== undefined) seen.version = { status: 200 };
    await ask("runs", "/workflow_runs?limit=1000");
    await ask("twoRuns", "/workflow_runs?limit=2");
    const newest = await ask("newestRuns", "/workflow_runs?limit=1000&sort_by=created_at:DESC");
    const run = firstRun(newest) ?? firstRun(seen.runs);
    if (run !== undefined) {
        const filter = encodeURIComponent(JSON.stringify({ graph_id: { $eq: run.graphId } }));
        await ask("filteredRuns", `/workflow_runs?limit=2&filter=${filter}`);
        await ask("status", `/workflow_runs/${encodeURIComponent(run.runId)}/status`);
        await ask("logs", `/workflow_runs/${encodeURIComponent(run.runId)}/logs`);
    }
    await ask("noSuchRun", `/workflow_runs/${NO_RUN}/status`);
    await ask("graphs", "/workflows/final/graphs?limit=100&offset=0");
    await ask("clusters", "/clusters?limit=100&offset=0");
    return [headerGuess(client, seen), ...judgeGuesses(seen)];
}

function headerGuess({ authHeader }: RawClient, { runs }: SeenAnswers): Guess {
    const guess = "the token is read from the header `Authorization`";
    if (runs?.status !== 200) return { guess, holds: "not seen", seen: "" };
    // The name of another header may be specific to the account.
    const known = ["Authorization", "Authentication"].find((name) => name.toLowerCase() === authHeader.toLowerCase());
    return { guess, holds: known === "Authorization" ? "yes" : "no", seen: known ?? "another header" };
}

function firstRun(answer: RawAnswer | undefined): { runId: string; graphId: string } | undefined {
    const [first] = rowsOf(answer, "workflow_runs");
    if (typeof first?.["run_id"] !== "string") return undefined;
    return { runId: first["run_id"], graphId: String(first["graph_id"]) };
}

/** Formats the report as Markdown for an issue, without data of the account. */
export function reportText(guesses: readonly Guess[], deployment: string, version: string): string {
    // Texts in it come from the service.
    const cell = (text: string) => shownLine(text, MAX_CELL).replaceAll("|", "/");
    const rows = guesses.map(({ guess, holds, seen }) => `| ${guess} | ${holds} | ${cell(seen)} |`);
    const head = `pulumi-fortanix-ccm ${version}, Node ${process.versions.node}, ${deployment}`;
    return [head, "", "| assumption | holds | observed |", "| --- | --- | --- |", ...rows, ""].join("\n");
}
