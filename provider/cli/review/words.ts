import type { RunChange } from "./runChanges";

/** What happens to the run, in words. */
export function actionText(change: RunChange): string {
    switch (change.action) {
        case "start":
            return "starts";
        case "adopt":
            return "takes over a run that is there";
        case "replace":
            return `${change.starts ? "starts a new run" : "takes over another run"}; ${oldRunText(change)}`;
        case "stop":
        case "leave":
            return oldRunText(change) ?? change.action;
        case "resume":
            return "goes on waiting";
        case "settings":
            return "changes settings, not the run";
    }
}

/** What becomes of the run that was there before. */
export function oldRunText({ oldRun, stops }: RunChange): string | undefined {
    if (oldRun === undefined) return undefined;
    const { runId, status } = oldRun;
    return stops ? `stops run ${runId} (${status})` : `leaves run ${runId} as it is (${status})`;
}
