import {
    authResponse,
    computeCluster,
    computeClusterList,
    computeClusterRequest,
    finalWorkflow,
    finalWorkflowList,
    finalWorkflowVersion,
    oauthTokenRequest,
    oauthTokenResponse,
    selectAccountResponse,
    startWorkflowRunRequest,
    versionResponse,
    workflowRunList,
    workflowRunLogs,
    workflowRunStatusResponse,
} from "./wireBodies";
import { anything, filledText, inRequests, text, uuid, type Fields, type Schema } from "./schemaShapes";
import { violationsAt, type Exchange, type Operation, type Place } from "./violations";

/** The body of a response without one. */
export const noBody: Schema = { type: "string", const: "" };

const wholeNumber: Schema = { type: "string", pattern: "^[0-9]+$" };
const paging: Fields = { limit: wholeNumber, offset: wholeNumber };
const graphOwner: Fields = { acct_id: uuid };

const runListQuery: Schema = {
    ...queryOf({
        sort_by: filledText,
        filter: text,
        limit: wholeNumber,
        previous_id: uuid,
        previous_sort_value: text,
    }),
    if: {
        type: "object",
        required: ["sort_by", "previous_id"],
        properties: { sort_by: { type: "string", pattern: "^created_at\\b" } },
    },
    then: { required: ["previous_sort_value"] },
};

export const operations: readonly Operation[] = [
    api("start a run", "POST /workflow_runs", workflowRunStatusResponse, { request: startWorkflowRunRequest }),
    api("list runs", "GET /workflow_runs", workflowRunList, { query: runListQuery }),
    api("status of a run", "GET /workflow_runs/{run-id}/status", workflowRunStatusResponse),
    api("logs of a run", "GET /workflow_runs/{run-id}/logs", workflowRunLogs, {
        query: queryOf({ runtime_config_id: filledText }),
    }),
    api("stop a run", "POST /workflow_runs/{run-id}/stop", workflowRunStatusResponse),
    // For job workers only: no success is declared, so that a user's call which succeeds is a violation.
    api("change a run", "PATCH /workflow_runs/{run-id}", anything, { request: anything, answers: {} }),

    api("list final graphs", "GET /workflows/final/graphs", finalWorkflowList, {
        query: queryOf({
            name: text,
            description: text,
            project: text,
            filter: text,
            all_search: text,
            sort_by: filledText,
            ...paging,
        }),
    }),
    api("get a final graph", "GET /workflows/final/graphs/{graph-id}", finalWorkflow, { query: queryOf(graphOwner) }),
    api("get a version", "GET /workflows/final/graphs/{graph-id}/{version}", finalWorkflowVersion, {
        query: queryOf(graphOwner),
    }),

    api("list clusters", "GET /clusters", computeClusterList, {
        query: queryOf({ name: text, description: text, ...paging }),
    }),
    api("get a cluster", "GET /clusters/{cluster-id}", computeCluster),
    api("create a cluster", "POST /clusters", computeCluster, { request: computeClusterRequest }),
    api("change a cluster", "PATCH /clusters/{cluster-id}", computeCluster, { request: computeClusterRequest }),
    api("delete a cluster", "DELETE /clusters/{cluster-id}", noBody, { answers: { 204: noBody } }),

    api("log in", "POST /sys/auth", authResponse),
    api("select an account", "POST /sys/session/select_account/{account-id}", selectAccountResponse),
    api("refresh a session", "POST /sys/session/refresh", anything),
    api("version of the service", "GET /sys/version", versionResponse),

    {
        ...api("get a token", "POST /api/v1/iam/session/oauth2/token", oauthTokenResponse),
        place: "oauth",
        request: oauthTokenRequest,
        requestType: "application/x-www-form-urlencoded",
    },
];

function queryOf(parameters: Fields): Schema {
    return inRequests.object({}, parameters);
}

function api(
    name: string,
    call: `${string} /${string}`,
    answer: Schema,
    more: Partial<Pick<Operation, "query" | "request" | "answers">> = {},
): Operation {
    const [method = "", path = ""] = call.split(" ");
    return {
        name,
        place: "api",
        method,
        path,
        query: queryOf({}),
        requestType: "application/json",
        answers: { 200: answer },
        ...more,
    };
}

/**
 * Violations of the API's description in an exchange, a sentence each. The path is relative to `{endpoint}/v1` or
 * `{endpoint}/api/v1/confidential_computing`; for calls for OAuth tokens, to the host.
 */
export function violationsOf(exchange: Exchange, oauthOrBase: Place): string[] {
    return violationsAt(operations, exchange, oauthOrBase);
}
