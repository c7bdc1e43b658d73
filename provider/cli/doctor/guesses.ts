import { LARGEST_SECONDS, type RawAnswer } from "../../ccm";
import { RUN_STATUSES } from "../../contract/runStatus";
import { isRecord, orchestratorFacts } from "../../core";

/** Responses of a CCM by the name of the request; missing if the request failed or was not sent. */
export type SeenAnswers = Readonly<Partial<Record<SeenName, RawAnswer>>>;

export type SeenName =
    | "version"
    | "runs"
    | "twoRuns"
    | "newestRuns"
    | "filteredRuns"
    | "status"
    | "logs"
    | "noSuchRun"
    | "graphs"
    | "clusters";

/** An assumption of this package about CCM, and whether it holds for the CCM that was queried. */
export interface Guess {
    readonly guess: string;
    readonly holds: "yes" | "no" | "not seen";
    /** Only counts, statuses and known names: no values of the account. */
    readonly seen: string;
}

type Row = Readonly<Record<string, unknown>>;

const RUN_FIELDS = [
    ...["run_id", "run_status", "created_at", "graph_id", "graph_version", "group_id"],
    ...["deployment", "workflow_cluster_data"],
];
const STATUSES: readonly string[] = RUN_STATUSES;

/** Judges each assumption by the responses. Pure. */
export function judgeGuesses(seen: SeenAnswers): Guess[] {
    const runs = rowsOf(seen.runs, "workflow_runs");
    const graphs = rowsOf(seen.graphs, "items");
    const versions = graphs.flatMap(({ versions: of }) => (isRecord(of) ? Object.values(of).filter(isRecord) : []));
    const clusters = rowsOf(seen.clusters, "items");
    return [
        answered("`sys/version` responds", seen.version),
        ofRows("a run has all its fields", runs, (run) => RUN_FIELDS.every((name) => name in run), missingOf(runs)),
        ofRows(
            "the status of a run is one of the seven known ones",
            runs,
            ({ run_status: status }) => STATUSES.includes(String(status)),
            "",
        ),
        ofRows(
            "`created_at` is in seconds",
            runs,
            ({ created_at: at }) => typeof at === "number" && at < LARGEST_SECONDS,
            "",
        ),
        ofRows("run ids are lowercase UUIDs", runs, ({ run_id: id }) => /^[0-9a-f-]{36}$/.test(String(id)), ""),
        ofRows(
            "a run has a `cluster_id`",
            runs,
            (run) => clusterIn(run["deployment"]) || clusterIn(run["workflow_cluster_data"]),
            "",
        ),
        limitKept(rowsOf(seen.twoRuns, "workflow_runs"), runs),
        sorted(rowsOf(seen.newestRuns, "workflow_runs")),
        answered('the list accepts `filter={"graph_id":{"$eq":...}}`', seen.filteredRuns),
        statusAgrees(seen.status, runs),
        genericKnown(seen.status),
        answered("logs can be read", seen.logs),
        refusalIsJson(seen.noSuchRun),
        ofRows(
            "graphs have `acct_id`",
            graphs,
            ({ acct_id: id }) => typeof id === "string",
            `${graphs.filter(({ type }) => type === "SHARED").length} shared`,
        ),
        ofRows(
            "ids of runtime configurations are 64 hex digits",
            versions.flatMap(runtimeIds),
            ({ id }) => /^[0-9a-f]{64}$/.test(String(id)),
            "",
        ),
        ofRows(
            "`cluster` and `user` of a cluster are names, not objects",
            clusters.map(({ kubernetes }) => kubernetes).filter(isRecord),
            ({ cluster, user }) => typeof cluster === "string" && typeof user === "string",
            "",
        ),
        pagesCounted(seen.clusters),
    ];
}

/** The rows of a list response that are objects. */
export function rowsOf(answer: RawAnswer | undefined, name: string): Row[] {
    const list = isRecord(answer?.body) ? answer.body[name] : undefined;
    return Array.isArray(list) ? list.filter(isRecord) : [];
}

function verdict(holds: boolean | undefined): Guess["holds"] {
    return holds === undefined ? "not seen" : holds ? "yes" : "no";
}

function answered(guess: string, answer: RawAnswer | undefined): Guess {
    return {
        guess,
        holds: verdict(answer && answer.status === 200),
        seen: answer === undefined ? "" : statusText(answer),
    };
}

function statusText({ status, form }: RawAnswer): string {
    return form === undefined ? `${status}` : `${status}, ${form}`;
}

function ofRows(guess: string, rows: readonly Row[], fits: (row: Row) => boolean, more: string): Guess {
    const odd = rows.filter((row) => !fits(row)).length;
    const counted = `${rows.length - odd} of ${rows.length}`;
    return {
        guess,
        holds: verdict(rows.length === 0 ? undefined : odd === 0),
        seen: more === "" ? counted : `${counted}; ${more}`,
    };
}

/** Names of missing fields, and the number of unknown ones, whose names may be specific to the account. */
function missingOf(runs: readonly Row[]): string {
    const missing = RUN_FIELDS.filter((name) => runs.some((run) => !(name in run)));
    const more = new Set(runs.flatMap((run) => Object.keys(run).filter((name) => !RUN_FIELDS.includes(name))));
    const parts = [
        missing.length > 0 ? `missing: ${missing.join(", ")}` : "",
        more.size > 0 ? `unknown fields: ${more.size}` : "",
    ];
    return parts.filter((part) => part !== "").join("; ");
}

function clusterIn(place: unknown): boolean {
    return (
        isRecord(place) && Object.values(place).some((kind) => isRecord(kind) && typeof kind["cluster_id"] === "string")
    );
}

function limitKept(two: readonly Row[], all: readonly Row[]): Guess {
    const holds = all.length < 2 ? undefined : two.length === 2;
    return { guess: "the list respects `limit`", holds: verdict(holds), seen: `${two.length} runs for limit=2` };
}

function sorted(runs: readonly Row[]): Guess {
    const times = runs.map(({ created_at: at }) => Number(at));
    const holds =
        times.length < 2 ? undefined : times.every((at, index) => index === 0 || at <= (times[index - 1] ?? at));
    return { guess: "the list is sorted by `sort_by`", holds: verdict(holds), seen: `${times.length} runs` };
}

function statusAgrees(status: RawAnswer | undefined, runs: readonly Row[]): Guess {
    const guess = "`/status` of the newest run agrees with the list";
    if (status === undefined) return { guess, holds: "not seen", seen: "" };
    const run = isRecord(status.body) && isRecord(status.body["run"]) ? status.body["run"] : undefined;
    if (run === undefined) return { guess, holds: "no", seen: statusText(status) };
    const listed = runs.find(({ run_id: id }) => id === run["run_id"]);
    const [a, b] = [run["run_status"], listed?.["run_status"]].map((one) =>
        STATUSES.includes(String(one)) ? String(one) : "another status",
    );
    return { guess, holds: verdict(a === b), seen: a === b ? String(a) : `${a}, and ${b} in the list` };
}

const ORCHESTRATORS = ["kubernetes", "aci"];
const KINDS = ["Job", "Pod", "PodList", "List"];

/** Checks the contents of `generic`. Only names from fixed lists are reported. */
function genericKnown(status: RawAnswer | undefined): Guess {
    const guess = "`generic` is a Kubernetes object or a container group";
    const generic = isRecord(status?.body) ? status.body["generic"] : undefined;
    if (!isRecord(generic)) return { guess, holds: "not seen", seen: "" };
    const said = Object.entries(generic).filter(([, object]) => !isRecord(object) || Object.keys(object).length > 0);
    const kinds = said.map(([name, object]) => {
        const kind = isRecord(object) ? KINDS.find((known) => known === object["kind"]) : undefined;
        const isGroup = kind === undefined && orchestratorFacts({ [name]: object }).length > 0;
        const orchestrator = ORCHESTRATORS.includes(name) ? name : "another name";
        return {
            text: `${orchestrator}: ${kind ?? (isGroup ? "a known object" : "another kind")}`,
            isKnown: kind !== undefined || isGroup,
        };
    });
    const holds = kinds.length === 0 ? undefined : kinds.every(({ isKnown }) => isKnown);
    return { guess, holds: verdict(holds), seen: kinds.map(({ text }) => text).join("; ") };
}

function refusalIsJson(answer: RawAnswer | undefined): Guess {
    const guess = "an unknown run returns 404 and JSON";
    const holds = answer && answer.status === 404 && answer.form === "json";
    return { guess, holds: verdict(holds), seen: answer === undefined ? "" : statusText(answer) };
}

function runtimeIds({ runtime_configs: configs }: Row): Row[] {
    return isRecord(configs) ? Object.keys(configs).map((id) => ({ id })) : [];
}

function pagesCounted(answer: RawAnswer | undefined): Guess {
    const guess = "lists by offset have `total_count`";
    if (!isRecord(answer?.body))
        return { guess, holds: "not seen", seen: answer === undefined ? "" : statusText(answer) };
    const { metadata } = answer.body;
    const counts = ["total_count", "filtered_count"].filter(
        (name) => isRecord(metadata) && typeof metadata[name] === "number",
    );
    return { guess, holds: verdict(counts.includes("total_count")), seen: counts.join(", ") };
}
