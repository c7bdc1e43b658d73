import { createRun } from "../../provider/lifecycle";
import { checkWorkflowRun } from "../../provider/lifecycle/runs/check";
import { SEED } from "../../simulator/seed";
import { VirtualProcess } from "../../test/explorer/virtualProcess";
import { VirtualService } from "../../test/explorer/virtualService";
import { JournalShelf } from "../../test/support/memoryJournal";

export interface WaitCase {
    readonly runs: number;
    /** How long each of them takes to finish. */
    readonly minutes: number;
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
}

export const USUAL: WaitCase = {
    runs: 1,
    minutes: 10,
    maxRequestsPerSecond: 20,
    serviceLimit: Infinity,
    lagSeconds: 0,
    history: 0,
    listIsBroken: false,
};

export interface WaitFigures {
    readonly starts: number;
    readonly statuses: number;
    readonly lists: number;
    /** Starts and looks that the service refused for its rate. */
    readonly refused: number;
    /** The fewest and the most answers to `/status` that one run got. */
    readonly fewestLooks: number;
    readonly mostLooks: number;
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

const DAY_MS = 86_400_000;

/** Starts runs at once and waits for their end, on a clock that jumps to whatever comes next. Nothing here takes real time. */
export async function simulateWaits(wait: WaitCase): Promise<WaitFigures> {
    const service = new VirtualService();
    const { world, clock } = service;
    world.defaultScript = { ...world.defaultScript, pendingSeconds: 5, runningSeconds: wait.minutes * 60 - 5 };
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
        seeded(1),
    );
    const begin = clock.now();
    const ends = await clock.run(
        Promise.all(
            Array.from({ length: wait.runs }, async (_, index) => {
                const properties = inputsOf(`run-${index}`);
                const urn = `urn:pulumi:bench::bench::run::${index}`;
                const { runId } = await createRun(process_.context(urn, properties), properties);
                const { createdAt } = world.runs.get(runId)?.life ?? { createdAt: NaN };
                const late = world.clock.now() - (createdAt + wait.minutes * 60_000);
                return late / 1000;
            }),
        ),
        10 * DAY_MS,
    );
    const sorted = ends.sort((a, b) => a - b);
    const noticedAfterAtMost = sorted.at(-1) ?? NaN;
    const { startRun, runStatus, listRuns } = service.requests;
    const looks = service.started.map(({ run }) => service.looks.get(run.runId) ?? 0);
    return {
        starts: startRun,
        statuses: runStatus,
        lists: listRuns,
        refused: service.refusedForRate,
        fewestLooks: Math.min(...looks),
        mostLooks: Math.max(...looks),
        busiestSecond: Math.max(...service.perSecond.values()),
        noticedAfter: sorted[Math.floor(sorted.length / 2)] ?? NaN,
        noticedAfterAtMost,
        ofPromise: noticedAfterAtMost / Math.max(2, wait.minutes * 6),
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
