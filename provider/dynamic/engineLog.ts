import { createRequire } from "node:module";
import { oneLine } from "../ccm";

export type Severity = "debug" | "info" | "warning";

/** Sends a line to the engine. Silent on any trouble: a line of text is never worth a failed update. */
export type EngineLog = (line: { severity: Severity; text: string; urn: string; ephemeral: boolean }) => void;

/** The engine cuts and folds rows itself; this only keeps a runaway text from filling a terminal. */
const LONGEST_LINE = 2000;

/**
 * The engine's log, found the way Pulumi's plugin process is told of it: its address is the process's last argument.
 *
 * ERROR is not offered: the engine fails an update that logs one. gRPC is taken from Pulumi's SDK, so that there is one
 * copy of it and no dependency of ours.
 */
export function connectEngineLog(address: string | undefined): EngineLog {
    if (address === undefined || !/^[\w.:[\]-]+:\d+$/.test(address)) return () => undefined;
    try {
        return openLog(address);
    } catch {
        return () => undefined;
    }
}

function openLog(address: string): EngineLog {
    const fromSdk = createRequire(require.resolve("@pulumi/pulumi/package.json"));
    const grpc = fromSdk("@grpc/grpc-js") as typeof import("@grpc/grpc-js");
    const { EngineClient } = fromSdk(
        "@pulumi/pulumi/proto/engine_grpc_pb",
    ) as typeof import("@pulumi/pulumi/proto/engine_grpc_pb");
    const proto = fromSdk("@pulumi/pulumi/proto/engine_pb") as typeof import("@pulumi/pulumi/proto/engine_pb");
    const client = new EngineClient(address, grpc.credentials.createInsecure());
    const severities: Record<Severity, import("@pulumi/pulumi/proto/engine_pb").LogSeverity> = {
        debug: proto.LogSeverity.DEBUG,
        info: proto.LogSeverity.INFO,
        warning: proto.LogSeverity.WARNING,
    };
    return ({ severity, text, urn, ephemeral }) => {
        const request = new proto.LogRequest();
        request.setSeverity(severities[severity]);
        request.setMessage(oneLine(text, LONGEST_LINE));
        request.setUrn(urn);
        request.setEphemeral(ephemeral);
        try {
            client.log(request, () => undefined);
        } catch {
            // See above: never worth a failure.
        }
    };
}
