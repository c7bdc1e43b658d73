import type * as Grpc from "@grpc/grpc-js";
import type * as EngineService from "@pulumi/pulumi/proto/engine_grpc_pb";
import type * as EngineMessages from "@pulumi/pulumi/proto/engine_pb";
import { createRequire } from "node:module";
import { shownLine } from "../contract/shownText";
import { parseEngineAddress } from "./engineWatch";
import { type LogLine, StatusLineQueue } from "./statusLines";

/** Timeouts in milliseconds. After the longer one the engine is gone; an ephemeral line is not worth that wait. */
const LINE_TIMEOUT_MS = { ephemeral: 2_000, lasting: 20_000 };
/** In characters. The engine truncates rows itself; this only prevents an endless text from filling a terminal. */
const LONGEST_LINE = 2000;

/**
 * Connects to the engine's log, whose address is the last argument of Pulumi's plugin process. Errors are ignored: a
 * log line must not fail an update.
 *
 * Severity ERROR is not available, because the engine fails an update that logs one. gRPC is loaded from Pulumi's SDK,
 * so that there is only one copy of it and no further dependency.
 */
export function connectEngineLog(address: string | undefined): StatusLineQueue {
    if (address === undefined || parseEngineAddress(address) === undefined) return new StatusLineQueue(SILENT);
    try {
        return new StatusLineQueue(openLog(address));
    } catch {
        return new StatusLineQueue(SILENT);
    }
}

type Deliver = (line: LogLine) => Promise<void>;

const SILENT: Deliver = () => Promise.resolve();

function openLog(address: string): Deliver {
    const fromSdk = createRequire(require.resolve("@pulumi/pulumi/package.json"));
    const grpc = fromSdk("@grpc/grpc-js") as typeof Grpc;
    const { EngineClient } = fromSdk("@pulumi/pulumi/proto/engine_grpc_pb") as typeof EngineService;
    const { LogRequest, LogSeverity } = fromSdk("@pulumi/pulumi/proto/engine_pb") as typeof EngineMessages;
    const client = new EngineClient(address, grpc.credentials.createInsecure());
    const severities = { debug: LogSeverity.DEBUG, info: LogSeverity.INFO, warning: LogSeverity.WARNING };
    return ({ severity, text, urn, ephemeral }) =>
        new Promise<void>((resolve) => {
            const request = new LogRequest();
            request.setSeverity(severities[severity]);
            // An ephemeral text has room for one line only.
            const lines = ephemeral ? [text] : text.split("\n");
            request.setMessage(lines.map((line) => shownLine(line, LONGEST_LINE)).join("\n"));
            request.setUrn(urn);
            request.setEphemeral(ephemeral);
            const deadline = Date.now() + LINE_TIMEOUT_MS[ephemeral ? "ephemeral" : "lasting"];
            client.log(request, new grpc.Metadata(), { deadline }, () => resolve());
        });
}
