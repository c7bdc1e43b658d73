/** A JSON Schema (draft-07), as far as the schemas here need one. */
export type Schema = {
    readonly type?: string | readonly string[];
    readonly const?: string;
    readonly enum?: ReadonlyArray<string | null>;
    readonly pattern?: string;
    readonly minLength?: number;
    readonly minimum?: number;
    readonly maximum?: number;
    readonly exclusiveMaximum?: number;
    readonly properties?: Fields;
    readonly required?: readonly string[];
    readonly additionalProperties?: boolean | Schema;
    readonly propertyNames?: Schema;
    readonly items?: Schema;
    readonly oneOf?: readonly Schema[];
    readonly anyOf?: readonly Schema[];
    readonly not?: Schema;
    readonly if?: Schema;
    readonly then?: Schema;
};

export type Fields = Readonly<Record<string, Schema>>;

export const UUID_PATTERN = "^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$";

export const anything: Schema = {};
export const text: Schema = { type: "string" };
export const filledText: Schema = { type: "string", minLength: 1 };
export const flag: Schema = { type: "boolean" };
export const uuid: Schema = { type: "string", pattern: UUID_PATTERN };
export const int64: Schema = { type: "integer", minimum: -(2 ** 63), exclusiveMaximum: 2 ** 63 };
export const count: Schema = { type: "integer", minimum: 0 };
export const freeObject: Schema = { type: "object" };

export const exactly = (value: string): Schema => ({ type: "string", const: value });
export const oneOfTexts = (...values: string[]): Schema => ({ type: "string", enum: values });
export const list = (items: Schema): Schema => ({ type: "array", items });
export const mapOf = (values: Schema): Schema => ({
    type: "object",
    propertyNames: { type: "string", minLength: 1 },
    additionalProperties: values,
});
/** Unlike the keys of a map that the service chooses, these may be any text. */
export const texts: Schema = { type: "object", additionalProperties: text };

/** How objects and unions are written; it differs between requests and responses. */
export interface Shapes {
    /** An object with these fields and no others. */
    readonly object: (required: Fields, optional?: Fields) => Schema;
    /** An object with exactly one of these alternatives, and with the fields beside them. */
    readonly union: (alternatives: Fields, beside?: Fields) => Schema;
}

export const inRequests: Shapes = {
    object: (required, optional = {}) => ({
        type: "object",
        properties: { ...required, ...optional },
        required: Object.keys(required),
        additionalProperties: false,
    }),
    union: (alternatives, beside = {}) => ({
        ...inRequests.object(beside, alternatives),
        oneOf: Object.keys(alternatives).map(filled),
    }),
};

/** In responses, optional fields may also be null, which counts as absent. */
export const inAnswers: Shapes = {
    object: (required, optional = {}) => inRequests.object(required, mapValues(optional, orNull)),
    union: (alternatives, beside = {}) => ({
        ...inAnswers.object(beside, alternatives),
        oneOf: Object.keys(alternatives).map(filled),
    }),
};

function filled(name: string): Schema {
    return { type: "object", required: [name], properties: { [name]: { not: { type: "null" } } } };
}

function orNull(schema: Schema): Schema {
    if (typeof schema.type !== "string") return schema;
    return {
        ...schema,
        type: [schema.type, "null"],
        ...(schema.enum && { enum: [...schema.enum, null] }),
        ...(schema.oneOf && { oneOf: [...schema.oneOf, { type: "null" }] }),
    };
}

function mapValues(fields: Fields, change: (schema: Schema) => Schema): Fields {
    return Object.fromEntries(Object.entries(fields).map(([name, schema]) => [name, change(schema)]));
}
