import { createHash } from "node:crypto";

/**
 * What a create leaves in the state, before anything is asked of CCM, so that any later process can tell which creates were
 * begun, when, and by whom: the engine writes it into `pending_operations`, and beside the run once that is there. It is
 * short because each resource carries it twice, and says nothing of the inputs: those stand beside it.
 */
export interface StartStamp {
    /** By the clock of the machine, in milliseconds since 1970. No two creates of a process have the same. */
    readonly atMs: number;
    /** The plugin process, by a random name. */
    readonly process: string;
    /** Empty. Up to version 0.1.0 the name of a journal. */
    readonly journal: string;
    /** The CCM that was to be asked, as a hash; empty when the settings were not valid. */
    readonly endpoint: string;
}

const FORMAT = /^1\.([0-9a-z]+)\.([0-9a-z]+)\.([0-9a-z]*)\.([0-9a-z]*)$/;

/** 40 characters or so. A text that was written once is a promise for ever. */
export function formatStamp({ atMs, process, journal, endpoint }: StartStamp): string {
    return ["1", Math.round(atMs).toString(36), process, journal, endpoint].join(".");
}

/** `undefined` for what is no stamp, or one of a version of the package that is not known here. */
export function parseStamp(text: unknown): StartStamp | undefined {
    const [, at = "", process = "", journal = "", endpoint = ""] = FORMAT.exec(String(text)) ?? [];
    return process === "" ? undefined : { atMs: parseInt(at, 36), process, journal, endpoint };
}

/** @param baseUrl where CCM is called, `/v1` included */
export function endpointHash(baseUrl: string): string {
    return createHash("sha256").update(baseUrl).digest("hex").slice(0, 8);
}
