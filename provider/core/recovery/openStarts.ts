import type { Properties } from "../validation";
import { isRecord } from "../values";
import { isIndistinguishable, type RunDefinition, type RunSpec, runSpecOf } from "./runSpec";
import type { OpenCreate, StackState } from "./stackState";
import { recordKey, type NotedStart, type StartRecord } from "./startRecord";
import { parseStamp, type StartStamp } from "./startStamp";

/** A start that was begun, and of whose run no state knows. */
export interface OpenStart {
    readonly urn: string;
    readonly key: string;
    readonly stamp: StartStamp | undefined;
    /** What it asked for; `undefined` where nothing of that can be read. */
    readonly spec: RunSpec | undefined;
    /** The inputs that it was begun with, where the state has them and nothing of them is hidden. */
    readonly inputs: Properties | undefined;
    /** The job specifications that went with it, to recognise the run by. */
    readonly jobSpecs: readonly Properties[];
    /** When it was begun, by the clock of the machine that did, in milliseconds since 1970. */
    readonly begunAtMs: number;
    readonly stopOnDelete: boolean;
    /** What the journal has noted of it, if that is there. */
    readonly record: StartRecord | undefined;
    /** Whether its process has noted here which starts it sent, and not this one. */
    readonly wasNeverSent: boolean;
    /** Whether the state knows it too. It does not when somebody has cleared its pending operations. */
    readonly isInState: boolean;
    /**
     * Whether it is one of this very stack: its record says so where the state does not. A stack that was renamed may have left
     * the record under a name that another one has now.
     */
    readonly isProven: boolean;
}

export interface RecoveryEvidence {
    /** `undefined` when it cannot be read: then the journal alone counts. */
    readonly state: StackState | undefined;
    readonly noted: readonly NotedStart[];
    /** Stamps of creates that have certainly sent nothing. */
    readonly unsent: ReadonlySet<string>;
    /** The process that asks: what it has begun itself is no thing of the past. */
    readonly process: string;
}

export interface OpenStarts {
    /** Oldest first. */
    readonly open: readonly OpenStart[];
    /** Records that have done their work. */
    readonly settled: readonly NotedStart[];
}

/** Which starts of a resource are open, by what state and journal say of them. Pure. */
export function openStartsOf(urn: string, evidence: RecoveryEvidence): OpenStarts {
    const { state, noted, unsent } = evidence;
    const latest = Math.max(...heldStamps(urn, evidence).map(({ atMs }) => atMs));
    const creates = (state?.openCreates ?? []).filter((create) => create.urn === urn && isEarlier(create, evidence));
    // Its resource may have been called otherwise when it was noted.
    const stamps = new Set((state?.openCreates ?? []).map(({ stamp }) => stamp));
    const recordOf = (stamp: string | undefined) => noted.find(({ record }) => record.stamp === stamp)?.record;
    const fromState = creates.map((create) => fromCreate(create, recordOf(create.stamp), unsent));
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

/** Whether a create is one of an earlier process. One without a stamp is told of by the journal alone. */
function isEarlier({ stamp }: OpenCreate, { process }: RecoveryEvidence): boolean {
    const parsed = parseStamp(stamp);
    return parsed !== undefined && parsed.process !== process;
}

/** The stamps of the runs that a resource has: what was begun before them was dealt with when they were created. */
function heldStamps(urn: string, { state }: RecoveryEvidence): StartStamp[] {
    const held = (state?.runs ?? []).filter((run) => run.urn === urn);
    return held.map(({ stamp }) => parseStamp(stamp)).filter((stamp) => stamp !== undefined);
}

function isSettled({ record, isInState }: OpenStart, state: StackState | undefined): boolean {
    if (record?.stage !== "started") return false;
    if (record.confirmed === true || state?.runs.some(({ id }) => id === record.runId) === true) return true;
    // The engine was told, and has nothing open: it had it in state, and somebody has taken it out since.
    return record.returned === true && state !== undefined && !isInState;
}

function fromCreate(create: OpenCreate, record: StartRecord | undefined, unsent: ReadonlySet<string>): OpenStart {
    const { urn, stamp: key = "", inputs, isHidden } = create;
    const stamp = parseStamp(key);
    return {
        ...{ urn, key, stamp, record, isInState: true, isProven: true },
        spec: record?.wanted ?? specOf(inputs, isHidden),
        inputs: isHidden ? undefined : inputs,
        jobSpecs: isHidden ? [] : jobSpecsIn(inputs["runtimeConfigs"]),
        begunAtMs: stamp?.atMs ?? 0,
        stopOnDelete: inputs["stopOnDelete"] !== false,
        wasNeverSent: record === undefined && unsent.has(key),
    };
}

/** A start that the journal tells of. @param state of the stack, where that can be read */
export function fromRecord(urn: string, record: StartRecord, state?: StackState): OpenStart {
    // Without a state the journal alone counts. A version before this one left no stamps, in the state neither.
    const isPending =
        record.stamp === undefined && state?.openCreates.some((create) => create.urn === urn && !create.stamp);
    const isSameStack = record.stack !== undefined && record.stack === state?.stackId;
    const isProven = state === undefined || isPending === true || isSameStack;
    const { stamp, wanted: spec, stopOnDelete, sentAt } = record;
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
    };
}

/** What the inputs of an earlier create asked for: they were checked then, and are read with care all the same. */
function specOf(inputs: Properties, isHidden: boolean): RunSpec | undefined {
    const { graphId, graphVersion } = inputs;
    if (typeof graphId !== "string" || typeof graphVersion !== "string") return undefined;
    const spec = runSpecOf(inputs as unknown as RunDefinition);
    if (!isHidden) return spec;
    const { inputs: _inputs, triggers: _triggers, ...shown } = spec;
    return shown;
}

/** The jobs of a start, as CCM may show them again; empty ones are like any other. */
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
 * The same starts as the journal has them by now. The process of an interrupted update may have gone on after it: where it has taken
 * the record of its request away, nothing was started.
 */
export function asNotedSince(starts: readonly OpenStart[], noted: readonly NotedStart[]): readonly OpenStart[] {
    return starts.flatMap((start) => {
        const note = noted.find(({ record }) => recordKey(record) === start.key);
        if (note !== undefined) return [{ ...start, record: note.record }];
        const wasUnderWay = start.record?.stage === "requested" && start.record.owner !== undefined;
        return wasUnderWay ? [] : [start];
    });
}

/** Whether its run has to be looked for: it was sent, or may have been, and its id is not known. */
export function isSought({ record, wasNeverSent }: OpenStart): boolean {
    return record?.stage !== "started" && !wasNeverSent;
}

/** Whether a start that is sought may be taken for another one by what CCM shows of their runs. */
export function fitsSpec(start: OpenStart, spec: RunSpec): boolean {
    return isSought(start) && (start.spec === undefined || isIndistinguishable(start.spec, spec));
}

/** When a start was begun, as text for people. */
export function begunAt({ begunAtMs }: OpenStart): string {
    return new Date(begunAtMs).toISOString();
}

/** Whether a run that was created later, by its stamp, has settled what was begun before. */
export function isBefore({ begunAtMs }: OpenStart, stamp: string): boolean {
    return begunAtMs <= (parseStamp(stamp)?.atMs ?? -Infinity);
}
