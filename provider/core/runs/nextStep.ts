import type { RunStatus } from "../../ccm";
import { OVER } from "../wait/failureReport";

/** What still runs of a resource's own run that is over, and what to type. */
export function nextAfterEnd(urn: string, status: RunStatus, rerunOn: readonly string[]): string {
    return rerunOn.includes(status)
        ? `${OVER} The next \`pulumi up\` starts a new run (rerunOn).`
        : `${OVER} It is not run again by itself (rerunOn); \`pulumi up --replace '${urn}'\` starts a new run.`;
}
