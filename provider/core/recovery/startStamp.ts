import { createHash } from "node:crypto";

/**
 * What a create leaves in the state before any request to CCM, so that any later process can determine which creates
 * began, when, and in which process: the engine writes it to `pending_operations`, and next to the run once that
 * exists. It is short because each resource stores it twice, and omits the inputs, which are stored next to it.
 */
export interface StartStamp {
    /** By the machine's clock, in milliseconds since 1970. Unique among the creates of a process. */
    readonly atMs: number;
    /** A random name of the plugin process. */
    readonly process: string;
    /** Empty. Up to version 0.1.0, the name of a journal. */
    readonly journal: string;
    /** Hash of the CCM endpoint; empty if the settings were invalid. */
    readonly endpoint: string;
}

const FORMAT = /^1\.([0-9a-z]+)\.([0-9a-z]+)\.([0-9a-z]*)\.([0-9a-z]*)$/;

/** Formats a stamp as about 40 characters. The format must never change: states contain it. */
export function formatStamp({ atMs, process, journal, endpoint }: StartStamp): string {
    return ["1", Math.round(atMs).toString(36), process, journal, endpoint].join(".");
}

/** Parses a stamp; `undefined` for any other value, and for stamps of unknown package versions. */
export function parseStamp(text: unknown): StartStamp | undefined {
    const [, at = "", process = "", journal = "", endpoint = ""] = FORMAT.exec(String(text)) ?? [];
    return process === "" ? undefined : { atMs: parseInt(at, 36), process, journal, endpoint };
}

/** @param baseUrl CCM's base URL, including `/v1` */
export function endpointHash(baseUrl: string): string {
    return createHash("sha256").update(baseUrl).digest("hex").slice(0, 8);
}
