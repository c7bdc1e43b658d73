import { z } from "zod";
import { CcmClient } from "./client";
import { CcmBodyError, CcmStatusError } from "./errors";
import type { CallOptions } from "./exchange";

/** Unprocessed response to a read. */
export interface RawAnswer {
    readonly status: number;
    /** JSON of a successful response. */
    readonly body?: unknown;
    /** Format of the body of an error response. */
    readonly form?: CcmStatusError["form"];
}

/** Read-only client that returns unprocessed responses, for diagnostics. */
export class RawClient extends CcmClient {
    /**
     * @param path path below the base URL, including the query
     * @throws CcmError when there is no response
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
