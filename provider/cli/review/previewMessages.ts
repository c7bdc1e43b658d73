import { DIFF_CODES, MESSAGE_CODES, splitCode } from "../../contract/messageCodes";
import type { PreviewDocument } from "./previewDocument";
import type { ReviewFinding } from "./reviewedChange";

/** A message of a preview about a resource. */
export interface ReviewedMessage {
    readonly severity: string;
    /** Without its code and without Pulumi's severity prefix. */
    readonly text: string;
    /** `undefined` in previews of versions without codes. */
    readonly code: string | undefined;
    /** "reason": why a run changes. "leavesState": the resource is only removed from the state. */
    readonly kind: "reason" | "leavesState" | "finding";
}

/*
 * Messages of versions without codes, verbatim, whose previews can still be read. They are independent of the messages
 * of this version, which may change.
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

/** The messages of a preview by URN, in their order. */
export type MessagesByUrn = (urn: string) => readonly ReviewedMessage[];

export function messagesByUrn({ diagnostics }: PreviewDocument): MessagesByUrn {
    const messages = new Map<string, ReviewedMessage[]>();
    for (const diagnostic of diagnostics) {
        const { urn } = diagnostic;
        messages.set(urn, [...(messages.get(urn) ?? []), readMessage(diagnostic)]);
    }
    return (urn) => messages.get(urn) ?? [];
}

/** The messages that are shown on a resource's row, besides the reasons of its change. */
export function findingsIn(messages: readonly ReviewedMessage[]): ReviewFinding[] {
    return messages
        .filter(({ kind, severity }) => kind !== "reason" && severity !== "debug")
        .map(({ severity, text }) => ({ severity, message: text }));
}

/** Classifies a diagnostic of a preview for a review. Pure. */
function readMessage({ severity, message }: PreviewDocument["diagnostics"][number]): ReviewedMessage {
    const { text, code } = splitCode(withoutSeverity(severity, message));
    return { severity, text, code, kind: kindOf(severity, text, code) };
}

/** A message without the prefix that Pulumi adds. */
export function withoutSeverity(severity: string, message: string): string {
    return message.trim().replace(new RegExp(`^${severity}: `), "");
}

function kindOf(severity: string, text: string, code: string | undefined): ReviewedMessage["kind"] {
    if (code !== undefined) {
        if (code === MESSAGE_CODES.leavesState) return "leavesState";
        return DIFF_CODES.includes(code) ? "reason" : "finding";
    }
    if (severity === "info" && OLD_REASONS.some((begin) => text.startsWith(begin))) return "reason";
    return severity === "warning" && text.includes(OLD_LEAVES_STATE) ? "leavesState" : "finding";
}
