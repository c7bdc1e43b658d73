import { Command, InvalidArgumentError } from "commander";
import { CcmClient, collect, resolveConfiguration, systemClock } from "../../ccm";
import { isRunStatus, RUN_STATUSES, type RunStatus } from "../../contract/runStatus";
import { secretSettings } from "../../contract/settingNames";
import { mapTexts, parseDuration, SecretRegistry } from "../../core";
import { print } from "../print";
import { readStackConfig } from "../stackConfig";
import { holdersOf } from "./holders";
import { runRows, type RunRow } from "./runRows";
import { runTable } from "./runTable";
import { readStates } from "./stackStates";

interface Options {
    stack: string[];
    allStacks?: true;
    state: string[];
    status?: RunStatus[];
    graph?: string;
    cluster?: string;
    orphaned?: true;
    olderThan?: number;
    all?: true;
    json?: true;
}

const EXAMPLES = `
Examples:
  $ npx pulumi-fortanix-ccm runs --all-stacks --orphaned --older-than 6h
  $ pulumi stack export | npx pulumi-fortanix-ccm runs --state - --json
`;

export function runsCommand(): Command {
    const append = (value: string, before: string[]) => [...before, value];
    return new Command("runs")
        .description(
            "List the active workflow runs of the CCM account, with the stacks and resources that hold them. It only reads.",
        )
        .option(
            "-s, --stack <name>",
            "read the state of this stack; may be repeated (default: the selected one)",
            append,
            [],
        )
        .option("--all-stacks", "read the states of all stacks that the backend lists")
        .option(
            "--state <file>",
            "read a state from a file, such as `pulumi stack export` prints; - is standard input",
            append,
            [],
        )
        .option("--status <list>", `only runs with one of these statuses: ${RUN_STATUSES.join(", ")}`, parseStatuses)
        .option("--graph <name>", "only runs of this graph, by name or id")
        .option("--cluster <name>", "only runs on this cluster, by name or id")
        .option("--orphaned", "only active runs that no state read holds")
        .option("--older-than <time>", "only runs of at least this age, such as 6h", parseAge)
        .option("--all", "include runs that have ended")
        .option("--json", "print as JSON")
        .addHelpText("after", EXAMPLES)
        .action(listRuns);
}

async function listRuns(options: Options): Promise<void> {
    const { env: environment } = process;
    const config = readStackConfig(options.stack[0], environment);
    if (config.problem !== undefined) throw new Error(`the stack's configuration cannot be read: ${config.problem}`);
    const secrets = new SecretRegistry();
    secrets.registerValues(secretSettings(config.read, environment));
    const { settings } = resolveConfiguration(config.read, environment);
    const client = new CcmClient(settings, { clock: systemClock, random: Math.random, secrets: secrets.mask });
    const { stack: stacks, state: files, allStacks = false } = options;
    const { states, problem } = await readStates({ stacks, files, allStacks }, environment);
    if (options.orphaned === true && states.length === 0) {
        throw new Error(
            `--orphaned needs the states of the stacks that may hold runs: --stack, --all-stacks or --state (the selected stack: ${problem})`,
        );
    }
    const [runs, graphs, clusters] = await Promise.all([
        collect(client.listRuns()),
        collect(client.listGraphs()).catch(() => []),
        collect(client.listClusters()).catch(() => []),
    ]);
    const names = {
        graphs: new Map(graphs.map(({ graphId, name }) => [graphId, name])),
        clusters: new Map(clusters.map(({ clusterId, name }) => [clusterId, name])),
    };
    const filter = {
        ...{ statuses: options.status, graph: options.graph, cluster: options.cluster },
        ...{ isOrphaned: options.orphaned === true, olderThanMs: options.olderThan, withEnded: options.all === true },
    };
    const now = client.serverTime() ?? Date.now();
    const rows = mapTexts(runRows(runs, names, holdersOf(runs, states), filter, now), secrets.shown) as RunRow[];
    const sources = states.map(({ source }) => source);
    const document = { version: 1, states: sources, runs: rows };
    print(options.json === true ? `${JSON.stringify(document, null, 2)}\n` : runTable(rows, sources, problem));
}

function parseStatuses(text: string): RunStatus[] {
    return text.split(",").map((part) => {
        const status = part.trim().toUpperCase();
        if (!isRunStatus(status)) throw new InvalidArgumentError(`It must be a list of ${RUN_STATUSES.join(", ")}.`);
        return status;
    });
}

function parseAge(text: string): number {
    const ms = parseDuration(text);
    if (ms === undefined) throw new InvalidArgumentError("It must be a time such as 90s, 30m or 6h.");
    return ms;
}
