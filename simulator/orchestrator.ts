import type { RunStatus } from "./script";
import type { Run } from "./world";

/** When a run began and ended, in milliseconds since 1970. */
interface Times {
    readonly begin: number;
    readonly end: number | undefined;
}

/**
 * The orchestrator's object of a run: a Job as the Kubernetes API server returns it, or a container group as Azure
 * does. It leaves out the specs of the start request; with the script's `echoSpecs` it has only those and a failure's
 * reason.
 */
export function orchestratorObject(run: Run, status: RunStatus, times: Times): Record<string, unknown> {
    const { reason, echoSpecs } = run.script;
    if (echoSpecs === true) {
        return {
            ...(status === "FAILED" && reason !== undefined ? { reason } : {}),
            spec: run.request.runtime_configs,
        };
    }
    return run.deployment.aci_single_job === undefined
        ? jobOf(run, status, times, reason)
        : containerGroupOf(run, status, times, reason);
}

/** The `generic` field of a log response: the source of the lines, and each line separately. */
export function logObject(run: Run, text: string, { begin }: Times): Record<string, unknown> {
    const name = `ccm-${run.buildId}`;
    const lines = text.split("\n").filter((line) => line !== "");
    const where =
        run.deployment.aci_single_job === undefined
            ? {
                  kubernetes: {
                      namespace: run.deployment.kubernetes_single_job?.namespace,
                      pod: name,
                      container: "app",
                  },
              }
            : { aci: { containerGroup: name, container: "app" } };
    return { ...where, lines: lines.map((log) => ({ time: iso(begin), stream: "stdout", log })) };
}

const iso = (ms: number) => new Date(ms).toISOString().replace(/\.\d+/, "");

function jobOf(run: Run, status: RunStatus, { begin, end }: Times, reason = "BackoffLimitExceeded") {
    const name = `ccm-${run.buildId}`;
    const startTime = iso(begin);
    const ended = iso(end ?? begin);
    const condition = (type: string, why: string, message: string) => ({
        ...{ type, status: "True", lastProbeTime: ended, lastTransitionTime: ended, reason: why, message },
    });
    const failure = ["Job has reached the specified backoff limit"] as const;
    const success = ["CompletionsReached", "Reached expected number of succeeded pods"] as const;
    const byStatus: Partial<Record<RunStatus, object>> = {
        PENDING: { active: 1, ready: 0, startTime },
        RUNNING: { active: 1, ready: 1, startTime },
        SUCCEEDED: {
            conditions: [condition("SuccessCriteriaMet", ...success), condition("Complete", ...success)],
            ...{ startTime, completionTime: ended, succeeded: 1, ready: 0 },
        },
        FAILED: {
            conditions: [condition("FailureTarget", reason, ...failure), condition("Failed", reason, ...failure)],
            ...{ startTime, failed: 1, ready: 0 },
        },
    };
    return {
        apiVersion: "batch/v1",
        kind: "Job",
        metadata: {
            name,
            namespace: run.deployment.kubernetes_single_job?.namespace,
            uid: run.buildId,
            creationTimestamp: startTime,
            labels: { "batch.kubernetes.io/job-name": name },
            managedFields: [
                {
                    manager: "ccm",
                    operation: "Update",
                    apiVersion: "batch/v1",
                    fieldsType: "FieldsV1",
                    time: startTime,
                },
                { manager: "kube-controller-manager", operation: "Update", subresource: "status", time: startTime },
            ],
        },
        spec: { backoffLimit: 0, completions: 1, parallelism: 1, completionMode: "NonIndexed", suspend: false },
        status: { terminating: 0, uncountedTerminatedPods: {}, ...byStatus[status] },
    };
}

function containerGroupOf(run: Run, status: RunStatus, { begin, end }: Times, reason = "Error") {
    const startTime = iso(begin);
    const over = { state: "Terminated", startTime, finishTime: iso(end ?? begin) };
    const byStatus: Partial<Record<RunStatus, [group: string, container: object]>> = {
        PENDING: ["Pending", { state: "Waiting", detailStatus: "Creating" }],
        RUNNING: ["Running", { state: "Running", startTime, detailStatus: "" }],
        SUCCEEDED: ["Succeeded", { ...over, exitCode: 0, detailStatus: "Completed" }],
        FAILED: ["Failed", { ...over, exitCode: 1, detailStatus: reason }],
    };
    const [state, currentState] = byStatus[status] ?? ["Stopped", over];
    return {
        id: `/resourceGroups/ccm/providers/Microsoft.ContainerInstance/containerGroups/ccm-${run.buildId}`,
        name: `ccm-${run.buildId}`,
        type: "Microsoft.ContainerInstance/containerGroups",
        properties: {
            provisioningState: "Succeeded",
            containers: [{ name: "app", properties: { instanceView: { restartCount: 0, currentState, events: [] } } }],
            instanceView: { events: [], state },
        },
    };
}
