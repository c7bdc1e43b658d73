import { SharedLooks, Starts, type Machine } from "../../provider/lifecycle";
import type { Context, RunsApi } from "../../provider/lifecycle/runs/context";
import { JournalShelf } from "./memoryJournal";
import { VirtualClock } from "./virtualClock";

export const thatMachine: Machine = { host: "test", pid: 1, uptime: () => 0, isAlive: () => false };

const unexpected = (name: string) => (): never => {
    throw new Error(`${name} was not expected`);
};

/** A service that answers what a test says, and nothing else. */
export function apiOf(parts: Partial<RunsApi>): RunsApi {
    return {
        baseUrl: "https://ccm.test/v1",
        serverTime: () => undefined,
        startRun: unexpected("startRun"),
        stopRun: unexpected("stopRun"),
        runStatus: unexpected("runStatus"),
        listRuns: async function* () {
            // Knows no run.
        },
        newestRuns: async function* () {
            // Knows no run.
        },
        runLogs: () => Promise.resolve({ text: "" }),
        graph: () => Promise.reject(new Error("no graph")),
        ...parts,
    };
}

/** A context for one operation of the lifecycle floor, quiet and on a clock that moves by itself. */
export function contextOf(parts: Partial<Context> = {}): Context {
    const urn = parts.urn ?? "urn:pulumi:test::test::type::run";
    const { api = apiOf({}), clock = new VirtualClock(), random = () => 0.5 } = parts;
    return {
        api,
        looks: new SharedLooks(api, clock, random),
        clock,
        random,
        report: { linesStay: false, progress: () => undefined, info: () => undefined, warn: () => undefined },
        redact: (text) => text,
        urn,
        journal: new JournalShelf().of(urn),
        starts: new Starts(),
        machine: thatMachine,
        signal: new AbortController().signal,
        isListening: () => Promise.resolve(true),
        ...parts,
    };
}
