import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import { UUID_PATTERN, type Schema } from "./schemaShapes";

const ajv = new Ajv({ allErrors: true, strictTypes: true, verbose: true });
const compiled = new WeakMap<Schema, ValidateFunction>();

/** Violations of a schema by a value, a clause each. Clauses contain no values: some are secrets. */
export function faultsOf(schema: Schema, value: unknown, subject: string): string[] {
    const validate = compiled.get(schema) ?? ajv.compile(schema);
    compiled.set(schema, validate);
    if (validate(value)) return [];
    return (validate.errors ?? []).filter(tellsSomething).map((error) => clauseFor(error, subject));
}

/** Whether an error adds information: a union that does not match is one fault, which its alternatives only repeat. */
function tellsSomething({ keyword, schemaPath }: ErrorObject): boolean {
    return keyword !== "if" && keyword !== "propertyNames" && !/\/(oneOf|anyOf)\/\d/.test(schemaPath);
}

function clauseFor(error: ErrorObject, subject: string): string {
    const { keyword, params, schema, instancePath, propertyName, message } = error;
    const path = instancePath.slice(1).split("/").map(unescaped).join(" > ");
    const at = path === "" ? subject : `${subject} at ${path}`;
    const detail: Record<string, unknown> = params;
    if (propertyName !== undefined) return `${at} has a key that does not fit (${message ?? keyword})`;
    switch (keyword) {
        case "required":
            return `${at} lacks ${String(detail.missingProperty)}`;
        case "additionalProperties":
            return `${at} has the unknown field ${String(detail.additionalProperty)}`;
        case "type":
            return `${at} is not of the type ${[detail.type].flat().join(" or ")}`;
        case "enum":
            return `${at} is none of ${[detail.allowedValues].flat().map(String).join(", ")}`;
        case "const":
            return `${at} is not ${String(detail.allowedValue)}`;
        case "pattern":
            return detail.pattern === UUID_PATTERN
                ? `${at} is not a UUID`
                : `${at} does not look like ${String(detail.pattern)}`;
        case "oneOf":
            return `${at} has not exactly one of ${alternativesOf(schema as readonly Schema[])}`;
        case "anyOf":
            return `${at} has none of the forms allowed`;
        default:
            return `${at} ${message ?? `breaks ${keyword}`}`;
    }
}

function alternativesOf(branches: readonly Schema[]): string {
    return branches.flatMap(({ required = [] }) => required).join(", ");
}

function unescaped(part: string): string {
    return part.replaceAll("~1", "/").replaceAll("~0", "~");
}
