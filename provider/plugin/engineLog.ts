import type * as Grpc from "@grpc/grpc-js";
import type * as EngineService from "@pulumi/pulumi/proto/engine_grpc_pb";
import type * as EngineMessages from "@pulumi/pulumi/proto/engine_pb";
import { createRequire } from "node:module";
import { shownLine } from "../contract/shownText";
import { parseEngineAddress } from "./engineWatch";
import { type LogLine, StatusLineQueue } from "./statusLines";

/** An engine that does not take a line within this time is not there any more; what gives way is not worth a wait. */
const LINE_TIMEOUT_MS = { ephemeral: 2_000, lasting: 20_000 };
/** The engine cuts and folds rows itself; this only keeps a runaway text from filling a terminal. */
const LONGEST_LINE = 2000;

/**
 * The engine's log, found the way Pulumi's plugin process is told of it: its address is the process's last argument. Silent
 * on any trouble: a line of text is never worth a failed update.
 *
 * ERROR is not offered: the engine fails an update that logs one. gRPC is taken from Pulumi's SDK, so that there is one
 * copy of it and no dependency of ours.
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
            // Where a line gives way to the next there is only room for one.
            const lines = ephemeral ? [text] : text.split("\n");
            request.setMessage(lines.map((line) => shownLine(line, LONGEST_LINE)).join("\n"));
            request.setUrn(urn);
            request.setEphemeral(ephemeral);
            const deadline = Date.now() + LINE_TIMEOUT_MS[ephemeral ? "ephemeral" : "lasting"];
            client.log(request, new grpc.Metadata(), { deadline }, () => resolve());
        });
}
