import { parseDuration } from "../text";
import type { Properties } from "../validation";
import { isRecord } from "../values";
import { isIndistinguishable, type RunDefinition, type RunSpec, runSpecOf } from "./runSpec";
import type { OpenCreate, StackState } from "./stackState";
import { recordKey, type NotedStart, type StartRecord } from "./startRecord";
import { parseStamp, type StartStamp } from "./startStamp";
import { longestStart } from "./startTimes";

/** A start whose run is in no state. */
export interface OpenStart {
    readonly urn: string;
    readonly key: string;
    readonly stamp: StartStamp | undefined;
    /** The requested run; `undefined` if it cannot be read. */
    readonly spec: RunSpec | undefined;
    /** The inputs of the start, if the state has them and none of them is hidden. */
    readonly inputs: Properties | undefined;
    /** Its job specifications, to recognize the run by. */
    readonly jobSpecs: readonly Properties[];
    /** When it began, by the clock of the machine that began it, in milliseconds since 1970. */
    readonly begunAtMs: number;
    /** Maximum time from then until CCM lists its run, in milliseconds. */
    readonly takesAtMostMs: number;
    readonly stopOnDelete: boolean;
    /** Its journal record, if there is one. */
    readonly record: StartRecord | undefined;
    /** Whether its process recorded on this machine which starts it sent, without this one. */
    readonly wasNeverSent: boolean;
    /** Whether the state has it too. It does not after the pending operations were cleared. */
    readonly isInState: boolean;
    /**
     * Whether it belongs to this stack, according to the state or else to its record. A renamed stack may have left the
     * record under a name that another stack has now.
     */
    readonly isProven: boolean;
}

export interface RecoveryEvidence {
    /** `undefined` if it cannot be read: then only the journal counts. */
    readonly state: StackState | undefined;
    readonly noted: readonly NotedStart[];
    /** Stamps of creates that certainly sent no request. */
    readonly unsent: ReadonlySet<string>;
    /** The calling process, whose own starts are not left from earlier. */
    readonly process: string;
}

export interface OpenStarts {
    /** Oldest first. */
    readonly open: readonly OpenStart[];
    /** Records that are no longer needed. */
    readonly settled: readonly NotedStart[];
}

/** Determines the open starts of a resource from state and journal. Pure. */
export function openStartsOf(urn: string, evidence: RecoveryEvidence): OpenStarts {
    const { state, noted, unsent } = evidence;
    const latest = Math.max(...heldStamps(urn, evidence).map(({ atMs }) => atMs));
    const creates = (state?.openCreates ?? []).filter((create) => create.urn === urn && isEarlier(create, evidence));
    // The resource may have had another name when the record was written.
    const stamps = new Set((state?.openCreates ?? []).map(({ stamp }) => stamp));
    const recordOf = (stamp: string | undefined) => noted.find(({ record }) => record.stamp === stamp)?.record;
    const fromState = creates.map((create) =>
        fromCreate(create, recordOf(create.stamp), unsent, state?.lastChangeMs ?? -Infinity),
    );
    const own = noted.filter(({ urn: other, record }) => other === urn && !(record.stamp && stamps.has(record.stamp)));
    const fromJournal = own
        .filter(({ record }) => parseStamp(record.stamp)?.process !== evidence.process)
        .map(({ record }) => fromRecord(urn, record, state));
    const isOpen = (start: OpenStart) => start.begunAtMs > latest && !isSettled(start, state);
    const all = [...fromState, ...fromJournal];
    const open = all.filter(isOpen).sort((a, b) => a.begunAtMs - b.begunAtMs);
    const settled = all.filter((start) => !isOpen(start)).flatMap(({ record }) => (record ? [{ urn, record }] : []));
    return { open, settled };
}

/** Whether a create is of an earlier process. Without a stamp, only the journal can tell. */
function isEarlier({ stamp }: OpenCreate, { process }: RecoveryEvidence): boolean {
    const parsed = parseStamp(stamp);
    return parsed !== undefined && parsed.process !== process;
}

/** The stamps of a resource's runs: earlier starts were resolved when these were created. */
function heldStamps(urn: string, { state }: RecoveryEvidence): StartStamp[] {
    const held = (state?.runs ?? []).filter((run) => run.urn === urn);
    return held.map(({ stamp }) => parseStamp(stamp)).filter((stamp) => stamp !== undefined);
}

function isSettled({ record, isInState }: OpenStart, state: StackState | undefined): boolean {
    if (record?.stage !== "started") return false;
    if (record.confirmed === true || state?.runs.some(({ id }) => id === record.runId) === true) return true;
    // The engine received it and has nothing pending: the run was in state and has been removed since.
    return record.returned === true && state !== undefined && !isInState;
}

/** @param lastChangeMs when another resource was changed last before this process, in milliseconds since 1970 */
function fromCreate(
    create: OpenCreate,
    record: StartRecord | undefined,
    unsent: ReadonlySet<string>,
    lastChangeMs: number,
): OpenStart {
    const { urn, stamp: key = "", inputs, isHidden } = create;
    const stamp = parseStamp(key);
    const begunAtMs = stamp?.atMs ?? 0;
    // After its stamp, a create waits until the engine has completed others (`--parallel`). A record has the actual time.
    const turnMs = record === undefined ? Math.max(0, lastChangeMs - begunAtMs) : 0;
    return {
        ...{ urn, key, stamp, record, isInState: true, isProven: true },
        spec: record?.wanted ?? specOf(inputs, isHidden),
        inputs: isHidden ? undefined : inputs,
        jobSpecs: isHidden ? [] : jobSpecsIn(inputs["runtimeConfigs"]),
        begunAtMs,
        takesAtMostMs: turnMs + longestStart(record?.sendForMs ?? startLimitOf(inputs["timeouts"])),
        stopOnDelete: inputs["stopOnDelete"] !== false,
        wasNeverSent: record === undefined && unsent.has(key),
    };
}

/**
 * The start of a journal record.
 *
 * @param state the stack's state, if it can be read
 */
export function fromRecord(urn: string, record: StartRecord, state?: StackState): OpenStart {
    // Without a state, only the journal counts. Earlier versions left no stamps, in the state neither.
    const isPending =
        record.stamp === undefined && state?.openCreates.some((create) => create.urn === urn && !create.stamp);
    const isSameStack = record.stack !== undefined && record.stack === state?.stackId;
    const isProven = state === undefined || isPending === true || isSameStack;
    const { stamp, wanted: spec, stopOnDelete, sentAt, sendForMs } = record;
    return {
        ...{
            urn,
            spec,
            stopOnDelete,
            record,
            wasNeverSent: false,
            isInState: false,
            isProven,
            jobSpecs: [],
            inputs: undefined,
        },
        key: recordKey(record),
        stamp: parseStamp(stamp),
        begunAtMs: parseStamp(stamp)?.atMs ?? sentAt.wall,
        takesAtMostMs: longestStart(sendForMs),
    };
}

function startLimitOf(timeouts: unknown): number | undefined {
    return parseDuration(String(member(timeouts, "start")));
}

/** The run that an earlier create requested. Its inputs were validated then, but are still parsed defensively. */
function specOf(inputs: Properties, isHidden: boolean): RunSpec | undefined {
    const { graphId, graphVersion } = inputs;
    if (typeof graphId !== "string" || typeof graphVersion !== "string") return undefined;
    const spec = runSpecOf(inputs as unknown as RunDefinition);
    if (!isHidden) return spec;
    const { inputs: _inputs, triggers: _triggers, ...shown } = spec;
    return shown;
}

/** The job specifications of a start, which CCM may show again. Empty ones are omitted: they match any job. */
export function jobSpecsIn(runtimeConfigs: unknown): Properties[] {
    if (!isRecord(runtimeConfigs)) return [];
    return Object.values(runtimeConfigs).flatMap((config) => {
        const spec = member(member(member(config, "deployment"), "kubernetes"), "jobSpec");
        return isRecord(spec) && Object.keys(spec).length > 0 ? [spec] : [];
    });
}

function member(value: unknown, name: string): unknown {
    return isRecord(value) ? value[name] : undefined;
}

/**
 * Updates starts from the journal. The process of an interrupted update may have continued after it: if it removed the
 * record of its request, nothing was started.
 */
export function asNotedSince(starts: readonly OpenStart[], noted: readonly NotedStart[]): readonly OpenStart[] {
    return starts.flatMap((start) => {
        const note = noted.find(({ record }) => recordKey(record) === start.key);
        if (note !== undefined) return [{ ...start, record: note.record }];
        const wasUnderWay = start.record?.stage === "requested" && start.record.owner !== undefined;
        return wasUnderWay ? [] : [start];
    });
}

/** Whether its run must be searched for: the start was or may have been sent, and the run's id is not known. */
export function isSought({ record, wasNeverSent }: OpenStart): boolean {
    return record?.stage !== "started" && !wasNeverSent;
}

/** Whether a sought start may be indistinguishable from another one in CCM. */
export function fitsSpec(start: OpenStart, spec: RunSpec): boolean {
    return isSought(start) && (start.spec === undefined || isIndistinguishable(start.spec, spec));
}

/** When a start began, as ISO 8601 text. */
export function begunAt({ begunAtMs }: OpenStart): string {
    return new Date(begunAtMs).toISOString();
}

/** Whether a start began before the stamp of a run, whose creation settled earlier starts. */
export function isBefore({ begunAtMs }: OpenStart, stamp: string): boolean {
    return begunAtMs <= (parseStamp(stamp)?.atMs ?? -Infinity);
}
