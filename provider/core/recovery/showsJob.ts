import type { Properties } from "../validation";
import { isRecord } from "../values";

/**
 * Whether the orchestrator's detail of a run contains a job specification, at any depth and possibly with more fields
 * than given: Kubernetes fills in defaults. It is not documented that CCM shows it, so `false` proves nothing.
 */
export function showsJob(detail: unknown, jobSpec: Properties): boolean {
    if (typeof detail !== "object" || detail === null) return false;
    return contains(detail, jobSpec) || Object.values(detail).some((member) => showsJob(member, jobSpec));
}

function contains(shown: unknown, given: unknown): boolean {
    if (Array.isArray(given)) {
        return (
            Array.isArray(shown) &&
            shown.length === given.length &&
            given.every((member, index) => contains(shown[index], member))
        );
    }
    if (!isRecord(given)) return shown === given;
    return (
        isRecord(shown) &&
        Object.entries(given).every(([name, member]) =>
            member === null ? shown[name] == null : contains(shown[name], member),
        )
    );
}
