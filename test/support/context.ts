import type { CcmClient } from "../../provider/ccm";
import { type Machine, PollingStatusReader, RunOwnership, type StackStateReader } from "../../provider/core";
import type { RunContext } from "../../provider/core/recovery/runContext";
import { JournalShelf } from "./memoryJournal";
import { VirtualClock } from "./virtualClock";

export const thatMachine: Machine = { host: "test", pid: 1, uptime: () => 0, isAlive: () => false };

/** Default responses of a service: no runs, no logs, and no graph. */
const QUIET: Partial<CcmClient> = {
    baseUrl: "https://ccm.test/v1",
    maxRequestsPerSecond: 20,
    serverTime: () => undefined,
    listRuns: async function* () {
        // No runs.
    },
    newestRuns: async function* () {
        // No runs.
    },
    runLogs: () => Promise.resolve({ text: "" }),
    graph: () => Promise.reject(new Error("no graph")),
};

/** A service with the given methods, which fails a test that calls others. */
export function apiOf(parts: Partial<CcmClient>): CcmClient {
    const answers = { ...QUIET, ...parts };
    return new Proxy(answers as CcmClient, {
        get: (target, name) => {
            if (name in target) return Reflect.get(target, name) as unknown;
            throw new Error(`${String(name)} was not expected`);
        },
    });
}

/** A reader without the state of any stack. */
export const NO_STATE: StackStateReader = {
    duringCreate: () => Promise.resolve(undefined),
    holding: () => Promise.resolve(undefined),
    wasCompletedSince: () => Promise.resolve(false),
};

/** A context for one operation of `core`, silent and with a virtual clock. */
export function contextOf(parts: Partial<RunContext> = {}): RunContext {
    const urn = parts.urn ?? "urn:pulumi:test::test::type::run";
    const { api = apiOf({}), clock = new VirtualClock(), random = () => 0.5 } = parts;
    return {
        api,
        statusReader: new PollingStatusReader(api, clock, random),
        clock,
        random,
        report: { keepsEveryLine: false, progress: () => undefined, info: () => undefined, warn: () => undefined },
        shown: (text) => text,
        knowSecrets: () => Promise.resolve(),
        isSecretOutput: () => Promise.resolve(false),
        urn,
        journal: new JournalShelf().of(urn),
        ownership: new RunOwnership(),
        stackState: NO_STATE,
        machine: thatMachine,
        signal: new AbortController().signal,
        isListening: () => Promise.resolve(true),
        ...parts,
    };
}
