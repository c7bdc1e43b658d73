import { errorResponse, oauthErrorResponse } from "./wireBodies";
import { faultsOf } from "./schemaFaults";
import { filledText, inRequests, uuid, type Schema } from "./schemaShapes";

export type Place = "api" | "oauth";

export interface Operation {
    readonly name: string;
    /** Base of the path: that of the API, or the host that issues OAuth tokens. */
    readonly place: Place;
    readonly method: string;
    readonly path: string;
    /** Schema of the query parameters, all of them texts. */
    readonly query: Schema;
    /** Absent where no body is allowed. */
    readonly request?: Schema;
    readonly requestType: "application/json" | "application/x-www-form-urlencoded";
    /** By success status. */
    readonly answers: Readonly<Record<number, Schema>>;
}

export interface Exchange {
    readonly method: string;
    /** What follows the base, with the query. */
    readonly path: string;
    readonly requestHeaders: Readonly<Record<string, string>>;
    readonly requestBody: string;
    readonly status: number;
    readonly answerBody: string;
    readonly answerContentType: string | undefined;
}

interface Call {
    readonly operation: Operation;
    readonly pathParameters: ReadonlyMap<string, string>;
    readonly query: URLSearchParams;
}

export function violationsAt(operations: readonly Operation[], exchange: Exchange, place: Place): string[] {
    const [path = "", ...query] = exchange.path.split("?");
    const title = `${exchange.method} ${path}`;
    const call = findCall(operations, exchange.method, path, new URLSearchParams(query.join("?")), place);
    // A request that does not match should be refused.
    const refused = exchange.status >= 400 && exchange.status < 500;
    const faults = [
        ...(refused ? [] : call === undefined ? ["is no known operation"] : plainFaults(call, exchange)),
        ...(call !== undefined && isSuccess(exchange.status) ? requestFaults(call, exchange) : []),
        ...answerFaults(call?.operation, exchange, place),
    ];
    return faults.map((fault) => `${title}${call === undefined ? "" : ` (${call.operation.name})`}: ${fault}.`);
}

function findCall(
    operations: readonly Operation[],
    method: string,
    path: string,
    query: URLSearchParams,
    place: Place,
): Call | undefined {
    for (const operation of operations) {
        if (operation.method !== method || operation.place !== place) continue;
        const pathParameters = match(operation.path, path);
        if (pathParameters !== undefined) return { operation, pathParameters, query };
    }
    return undefined;
}

function match(pattern: string, path: string): ReadonlyMap<string, string> | undefined {
    const expected = pattern.split("/");
    const given = path.split("/");
    if (given.length !== expected.length) return undefined;
    const parameters = new Map<string, string>();
    for (const [index, part] of expected.entries()) {
        const value = given[index] ?? "";
        if (part.startsWith("{") && value !== "") parameters.set(part.slice(1, -1), decoded(value));
        else if (part !== value) return undefined;
    }
    return parameters;
}

function decoded(value: string): string {
    try {
        return decodeURIComponent(value);
    } catch {
        return value;
    }
}

/** Faults of a request, whatever the response, unless it is refused. */
function plainFaults({ operation, query }: Call, { requestHeaders, requestBody }: Exchange): string[] {
    const known = Object.keys(operation.query.properties ?? {});
    const faults = [...new Set(query.keys())]
        .filter((name) => !known.includes(name))
        .map((name) => `the query parameter ${name} is unknown`);
    if (requestBody === "") return faults;
    if (operation.request === undefined) return [...faults, "the request has a body where none is allowed"];
    const contentType = Object.entries(requestHeaders).find(([name]) => name.toLowerCase() === "content-type");
    if (mediaType(contentType?.[1]) === operation.requestType) return faults;
    return [...faults, `the request has a body without the content type ${operation.requestType}`];
}

/** Faults for which the service should have refused the request. */
function requestFaults({ operation, pathParameters, query }: Call, { requestBody }: Exchange): string[] {
    const known = Object.keys(operation.query.properties ?? {});
    const parameters = [...query].filter(([name]) => known.includes(name));
    const repeated = known.filter((name) => query.getAll(name).length > 1);
    return [
        ...faultsOf(pathSchema([...pathParameters.keys()]), Object.fromEntries(pathParameters), "the path"),
        ...repeated.map((name) => `the query parameter ${name} is given more than once`),
        ...faultsOf(operation.query, Object.fromEntries(parameters), "the query"),
        ...bodyFaults(operation, requestBody),
    ].map((fault) => `${fault}, although the request was granted`);
}

const pathSchemas = new Map<string, Schema>();

function pathSchema(names: readonly string[]): Schema {
    const key = names.join("/");
    const schema =
        pathSchemas.get(key) ??
        inRequests.object(Object.fromEntries(names.map((name) => [name, name.endsWith("-id") ? uuid : filledText])));
    pathSchemas.set(key, schema);
    return schema;
}

function bodyFaults({ request, requestType }: Operation, body: string): string[] {
    if (request === undefined) return [];
    if (requestType !== "application/json") {
        const form = new URLSearchParams(body);
        const repeated = [...new Set(form.keys())].filter((name) => form.getAll(name).length > 1);
        return [
            ...repeated.map((name) => `the form field ${name} is given more than once`),
            ...faultsOf(request, Object.fromEntries(form), "the request"),
        ];
    }
    if (body === "") return ["the request lacks its body"];
    const json = parsed(body);
    return json === undefined ? ["the request is not JSON"] : faultsOf(request, json.value, "the request");
}

function answerFaults(operation: Operation | undefined, exchange: Exchange, place: Place): string[] {
    const { status, answerBody, answerContentType } = exchange;
    if (status >= 400) return errorFaults(exchange, place);
    // Clients are documented to expect redirects, whose bodies do not matter.
    if (operation === undefined || (status >= 300 && status < 400)) return [];
    const schema = operation.answers[status];
    if (schema === undefined) {
        const declared = Object.keys(operation.answers).join(" or ") || "none";
        return [`the success status is ${status}; declared is ${declared}`];
    }
    if (status === 204) return answerBody === "" ? [] : ["the answer has a body where none is allowed"];
    const json = parsed(answerBody);
    if (json === undefined) return ["the answer is not JSON"];
    return [
        ...(isJson(answerContentType) ? [] : ["the answer is JSON without the content type application/json"]),
        ...faultsOf(schema, json.value, "the answer"),
    ];
}

function errorFaults({ status, answerBody, answerContentType }: Exchange, place: Place): string[] {
    const json = parsed(answerBody);
    if (json === undefined) return [`the error answer (${status}) is not JSON with a message`];
    const isOAuth = place === "oauth" && status === 401;
    const faults = faultsOf(isOAuth ? oauthErrorResponse : errorResponse, json.value, "the error answer");
    const expected = isOAuth ? "error and error_description" : "a message, or error and error_description";
    return [
        ...(isJson(answerContentType) ? [] : [`the error answer (${status}) is JSON without its content type`]),
        ...(faults.length === 0 ? [] : [`the error answer (${status}) is not JSON with ${expected}, and nothing else`]),
    ];
}

function parsed(body: string): { readonly value: unknown } | undefined {
    try {
        return { value: JSON.parse(body) as unknown };
    } catch {
        return undefined;
    }
}

const isSuccess = (status: number) => status >= 200 && status < 300;

const mediaType = (contentType: string | undefined) => contentType?.split(";")[0]?.trim().toLowerCase();

const isJson = (contentType: string | undefined) => mediaType(contentType) === "application/json";
