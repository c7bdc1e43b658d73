import { COMPUTE_CLUSTER_TYPE, WORKFLOW_RUN_COMPLETION_TYPE, WORKFLOW_RUN_TYPE } from "../../contract/resources";
import { isUnknown, resourceName } from "../../core";
import { changedInputs } from "./changedInputs";
import { updateReasons } from "./changeReasons";
import { textOf } from "./leafChanges";
import { shortId } from "./names";
import { findingsIn, type MessagesByUrn } from "./previewMessages";
import type { PreviewDocument, PreviewStep } from "./previewDocument";
import type { Action, Kind, ReviewedChange } from "./reviewedChange";

/** Providers of dynamic resources: those that this package's `Provider` class declares are among them. */
const PROVIDER_TYPE = "pulumi:providers:pulumi-nodejs";

const KIND_OF: Readonly<Record<string, Kind>> = {
    [WORKFLOW_RUN_TYPE]: "run",
    [COMPUTE_CLUSTER_TYPE]: "cluster",
    [WORKFLOW_RUN_COMPLETION_TYPE]: "completion",
    [PROVIDER_TYPE]: "provider",
};

const ACTION_OF: Readonly<Record<string, Action>> = {
    create: "create",
    update: "update",
    replace: "replace",
    delete: "delete",
};

/** The resource's kind; `undefined` if it is not of this package. */
export function kindOf({ oldState, newState, urn }: PreviewStep): Kind | undefined {
    const kind = KIND_OF[(newState ?? oldState)?.type ?? ""];
    // The engine's own provider, which has no settings.
    return kind === "provider" && /^default(?:_|$)/.test(resourceName(urn)) ? undefined : kind;
}

/** The changes of clusters, completions and providers. */
export function otherChanges({ steps }: PreviewDocument, messagesOf: MessagesByUrn): ReviewedChange[] {
    return steps.flatMap((step) => {
        const kind = kindOf(step);
        const action = ACTION_OF[step.op];
        if (kind === undefined || kind === "run" || action === undefined) return [];
        const { urn, oldState, newState } = step;
        const messages = messagesOf(urn);
        const { what, why } = WORDS[kind](step, action);
        const reasons = messages.filter(({ kind: about }) => about === "reason").map(({ text }) => text);
        return [
            {
                ...{ urn, kind, name: resourceName(urn), action, starts: false, stops: false, terms: [] },
                what,
                why: [reasons, why, updateReasons(step)].find(({ length }) => length > 0) ?? [],
                findings: findingsIn(messages),
                facts: [],
                diff: changedInputs(oldState?.inputs ?? {}, newState?.inputs ?? {}),
            },
        ];
    });
}

interface Words {
    readonly what: string;
    readonly why: readonly string[];
}

const WORDS: Readonly<Record<Exclude<Kind, "run">, (step: PreviewStep, action: Action) => Words>> = {
    cluster: ({ oldState, newState }, action) => {
        const id = shortId(oldState?.id ?? "");
        switch (action) {
            case "create":
                return newState?.inputs["adoptClusterId"] === undefined
                    ? { what: "registers a cluster in CCM", why: ["new in the program"] }
                    : { what: "adopts a cluster of CCM", why: ["adoptClusterId names the cluster"] };
            case "replace":
                return { what: `registers another cluster, then deletes ${id} from CCM`, why: [] };
            case "delete":
                return oldState?.retainOnDelete === true
                    ? { what: `leaves cluster ${id} in CCM`, why: ["retainOnDelete is set"] }
                    : { what: `deletes cluster ${id} from CCM`, why: ["not in the program any more"] };
            default:
                return { what: "is changed in place; its runs continue", why: [] };
        }
    },
    completion: ({ oldState, newState }, action) => {
        const { runId, until } = (newState ?? oldState)?.inputs ?? {};
        if (action === "delete")
            return { what: "is removed; the run is not touched", why: ["not in the program any more"] };
        const run = isUnknown(runId) ? "the run of this update" : `run ${shortId(textOf(runId))}`;
        const why = action === "create" ? ["new in the program"] : [];
        return { what: `waits for ${run} until ${textOf(until ?? "SUCCEEDED")}`, why };
    },
    provider: (_step, action) => {
        switch (action) {
            case "create":
                return { what: "is added", why: ["new in the program"] };
            case "delete":
                return { what: "is removed", why: ["not in the program any more"] };
            default:
                return { what: "changes its settings", why: [] };
        }
    },
};
