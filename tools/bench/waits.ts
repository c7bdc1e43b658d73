import { createRun } from "../../provider/core";
import { checkWorkflowRun } from "../../provider/core/runs/runInputs";
import { SEED } from "../../simulator/seed";
import { VirtualProcess } from "../../test/explorer/virtualProcess";
import { VirtualService } from "../../test/explorer/virtualService";
import { JournalShelf } from "../../test/support/memoryJournal";

export interface WaitCase {
    readonly runs: number;
    /** How long each of them takes to finish ... */
    readonly minutes: number;
    /** ... and so much more at most, spread evenly. */
    readonly spreadMinutes: number;
    /** What this package keeps to. */
    readonly maxRequestsPerSecond: number;
    /** What the service takes; more gets 429. */
    readonly serviceLimit: number;
    /** How far the list of runs lags behind. */
    readonly lagSeconds: number;
    /** Runs of others in the account, which are over. */
    readonly history: number;
    /** Whether the list of runs cannot be read, so that each run has to be asked for by itself. */
    readonly listIsBroken: boolean;
    /** For what is left to chance. */
    readonly seed: number;
}

export const USUAL: WaitCase = {
    runs: 1,
    minutes: 10,
    spreadMinutes: 0,
    maxRequestsPerSecond: 20,
    serviceLimit: Infinity,
    lagSeconds: 0,
    history: 0,
    listIsBroken: false,
    seed: 1,
};

export interface WaitFigures {
    readonly starts: number;
    readonly statuses: number;
    readonly lists: number;
    /** Starts and polls that the service refused for its rate. */
    readonly refused: number;
    /** The fewest and the most answers to `/status` that one run got. */
    readonly fewestPolls: number;
    readonly mostPolls: number;
    /** The most requests in one second. */
    readonly busiestSecond: number;
    /** From a run's end until it was noticed, in seconds: the middle of all runs, and the worst. */
    readonly noticedAfter: number;
    readonly noticedAfterAtMost: number;
    /** The worst as a share of what is promised: 2 s, or a tenth of the run's time. */
    readonly ofPromise: number;
    /** From the first start until all were noticed, in seconds. */
    readonly seconds: number;
}

/** How late the end of a run may be noticed that took so long: as docs/resources.md says, and not as the code has it. */
export function promisedSeconds(tookSeconds: number): number {
    return Math.max(2, tookSeconds / 10);
}

const DAY_MS = 86_400_000;
const PENDING_SECONDS = 5;

/** Starts runs at once and waits for their end, on a clock that jumps to whatever comes next. Nothing here takes real time. */
export async function simulateWaits(wait: WaitCase): Promise<WaitFigures> {
    const service = new VirtualService();
    const { world, clock } = service;
    service.onStart = () => {
        const minutes = wait.minutes + (wait.spreadMinutes * service.started.length) / wait.runs;
        const runningSeconds = minutes * 60 - PENDING_SECONDS;
        world.defaultScript = { ...world.defaultScript, pendingSeconds: PENDING_SECONDS, runningSeconds };
    };
    addHistory(service, wait.history);
    world.listLagMs = wait.lagSeconds * 1000;
    service.maxPerSecond = wait.serviceLimit;
    if (wait.listIsBroken) service.broken = "listRuns";
    const process_ = new VirtualProcess(
        service,
        new JournalShelf(),
        new Map(),
        [],
        wait.maxRequestsPerSecond,
        seeded(wait.seed),
    );
    const begin = clock.now();
    const ends = await clock.run(
        Promise.all(
            Array.from({ length: wait.runs }, async (_, index) => {
                const properties = inputsOf(`run-${index}`);
                const urn = `urn:pulumi:bench::bench::run::${index}`;
                const { runId } = await createRun(process_.context(urn, properties), properties);
                const { life, script } = world.runs.get(runId) ?? {};
                const tookSeconds = PENDING_SECONDS + (script?.runningSeconds ?? NaN);
                const lateSeconds = (world.clock.now() - (life?.createdAt ?? NaN)) / 1000 - tookSeconds;
                return { lateSeconds, ofPromise: lateSeconds / promisedSeconds(tookSeconds) };
            }),
        ),
        10 * DAY_MS,
    );
    const late = ends.map(({ lateSeconds }) => lateSeconds).sort((a, b) => a - b);
    const { startRun, runStatus, listRuns } = service.requests;
    const polls = service.started.map(({ run }) => service.reader.get(run.runId) ?? 0);
    return {
        starts: startRun,
        statuses: runStatus,
        lists: listRuns,
        refused: service.refusedForRate,
        fewestPolls: Math.min(...polls),
        mostPolls: Math.max(...polls),
        busiestSecond: Math.max(...service.perSecond.values()),
        noticedAfter: late[Math.floor(late.length / 2)] ?? NaN,
        noticedAfterAtMost: late.at(-1) ?? NaN,
        ofPromise: Math.max(...ends.map(({ ofPromise }) => ofPromise)),
        seconds: (clock.now() - begin) / 1000,
    };
}

function inputsOf(mark: string) {
    const { inputs } = checkWorkflowRun({
        graphId: SEED.graphId,
        graphVersion: "2",
        deployment: { kubernetesSingleJob: { namespace: "bench", clusterId: SEED.kubernetesClusterId } },
        runtimeConfigs: { [SEED.runtimeConfigIds["2"]]: { deployment: { kubernetes: { jobSpec: { mark } } } } },
        waitFor: "SUCCEEDED",
    });
    return inputs;
}

/** The same figures each time (a linear congruential generator). */
function seeded(seed: number): () => number {
    let state = seed;
    return () => (state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32) / 2 ** 32;
}

/** Runs of the last weeks, which are over. */
function addHistory({ world }: VirtualService, count: number): void {
    const request = {
        graph_id: SEED.graphId,
        graph_version: "1",
        deployment: { kubernetes_single_job: { namespace: "others", cluster_id: SEED.kubernetesClusterId } },
    };
    for (let index = 0; index < count; index++) {
        const run = world.addRun(request, request.deployment);
        run.life = { createdAt: world.clock.now() - (index + 1) * 600_000, ended: { status: "SUCCEEDED", at: 0 } };
    }
}
