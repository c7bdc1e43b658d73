import type { CcmClient } from "../../provider/ccm";
import { type Machine, PollingStatusReader, RunOwnership, type StackStateReader } from "../../provider/core";
import type { RunContext } from "../../provider/core/recovery/runContext";
import { JournalShelf } from "./memoryJournal";
import { VirtualClock } from "./virtualClock";

export const thatMachine: Machine = { host: "test", pid: 1, uptime: () => 0, isAlive: () => false };

/** What a service answers of which a test says nothing: it knows no runs, and has no logs. */
const QUIET: Partial<CcmClient> = {
    baseUrl: "https://ccm.test/v1",
    serverTime: () => undefined,
    listRuns: async function* () {
        // Knows no run.
    },
    newestRuns: async function* () {
        // Knows no run.
    },
    runLogs: () => Promise.resolve({ text: "" }),
    graph: () => Promise.reject(new Error("no graph")),
};

/** A service that answers what a test says, and fails the test that asks for more. */
export function apiOf(parts: Partial<CcmClient>): CcmClient {
    const answers = { ...QUIET, ...parts };
    return new Proxy(answers as CcmClient, {
        get: (target, name) => {
            if (name in target) return Reflect.get(target, name) as unknown;
            throw new Error(`${String(name)} was not expected`);
        },
    });
}

/** Nothing is known of any stack. */
export const NO_STATE: StackStateReader = {
    duringCreate: () => Promise.resolve(undefined),
    holding: () => Promise.resolve(undefined),
    wasCompletedSince: () => Promise.resolve(false),
};

/** A context for one operation of `core`, quiet and on a clock that moves by itself. */
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
