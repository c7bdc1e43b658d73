import { z } from "zod";
import { CcmClient } from "./client";
import { CcmBodyError, CcmStatusError } from "./errors";
import type { CallOptions } from "./exchange";

/** What a read was answered with, before anything is made of it. */
export interface RawAnswer {
    readonly status: number;
    /** The JSON of a success. */
    readonly body?: unknown;
    /** Of an error: what its body was. */
    readonly form?: CcmStatusError["form"];
}

/** For who looks into what CCM really answers. Reads only. */
export class RawClient extends CcmClient {
    /**
     * @param path below the base URL, with the query
     * @throws CcmError when there is no answer
     */
    async get(path: string, options: CallOptions = {}): Promise<RawAnswer> {
        try {
            return { status: 200, body: await this.read(z.unknown(), options, "ask CCM", path) };
        } catch (error) {
            if (error instanceof CcmStatusError) return { status: error.status, form: error.form };
            if (error instanceof CcmBodyError) return { status: error.status, form: error.html ? "html" : "text" };
            throw error;
        }
    }
}
