import { DIFF_CODES, MESSAGE_CODES, splitCode } from "../../contract/messageCodes";
import type { PreviewDocument } from "./previewDocument";

/** Something that a preview says of a resource. */
export interface ReviewedMessage {
    readonly severity: string;
    /** Without its code, and without the severity that Pulumi puts before it. */
    readonly text: string;
    /** "reason": why something happens to a run. "leavesState": the resource is only taken out of the state. */
    readonly kind: "reason" | "leavesState" | "finding";
}

/*
 * What versions before the codes said, word for word: previews that they have written are still read. These are not the
 * sentences of this version, which may change.
 */
const OLD_REASONS = [
    "starts a new run",
    "takes over another run",
    "replaces",
    "goes on waiting",
    "reports again",
    "clears up",
];
const OLD_LEAVES_STATE = "is not known to CCM any more and leaves the state";

/** What a diagnostic of a preview says, and what it means to a review. Pure. */
export function readMessage({ severity, message }: PreviewDocument["diagnostics"][number]): ReviewedMessage {
    const { text, code } = splitCode(message.trim().replace(new RegExp(`^${severity}: `), ""));
    return { severity, text, kind: kindOf(severity, text, code) };
}

function kindOf(severity: string, text: string, code: string | undefined): ReviewedMessage["kind"] {
    if (code !== undefined) {
        if (code === MESSAGE_CODES.leavesState) return "leavesState";
        return DIFF_CODES.includes(code) ? "reason" : "finding";
    }
    if (severity === "info" && OLD_REASONS.some((begin) => text.startsWith(begin))) return "reason";
    return severity === "warning" && text.includes(OLD_LEAVES_STATE) ? "leavesState" : "finding";
}
