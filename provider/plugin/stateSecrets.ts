import { type Redact, redactor, SecretMask } from "../ccm";
import { isRecord, type Path, type Properties, type SecretRegistry, textsIn, valueAt } from "../core";
import { isSecretEnvelope, keptRuns } from "./stackExport";

/** Inputs with free text that CCM may return. The deployment is always returned, and is not a secret in itself. */
const WRITTEN = ["runtimeConfigs", "triggers"] as const;

/** Names that indicate secret values. */
const SECRET_NAME = /(_KEY|TOKEN|PASSWORD|PASSWD|SECRET)/i;

/** Paths of secrets in the state of resources, by URN and by the stamp of their create. */
export type SecretPaths = ReadonlyMap<string, readonly Path[]>;

/**
 * Finds the secret inputs of a resource, whether marked by a transform, `ignoreChanges` or the program. The class of a
 * resource does not see all of these, but the state has each secret in an envelope of its own. It is read only if a
 * text from CCM contains an input that may be secret.
 */
export class StateSecrets {
    private known = new Map<string, readonly Path[]>();
    /** Inputs of all resources, as a fast check: most are the same in all of them, and few occur in CCM's texts. */
    private readonly written = new SecretMask();
    private reading: Promise<void> = Promise.resolve();

    /** @param readPaths reads the current state; rejects if that fails */
    constructor(
        private readonly secrets: SecretRegistry,
        private readonly readPaths: (urn: string) => Promise<SecretPaths>,
    ) {}

    /** Registers the secrets among the properties of a resource, if any text in `said` may contain one. */
    async know(urn: string, properties: readonly Properties[], said: unknown): Promise<void> {
        if (
            !this.stands(
                properties.flatMap((all) => WRITTEN.map((name) => all[name])),
                said,
            )
        )
            return;
        const paths = await this.pathsOf(urn, properties);
        for (const all of properties) {
            const values = paths === undefined ? valuesNamedSecret(all) : paths.map((path) => valueAt(all, path));
            this.secrets.registerValues(values);
        }
    }

    /** Whether `said` contains any of the texts in `values`, in any encoding. */
    private stands(values: readonly unknown[], said: unknown): boolean {
        const candidates = textsIn(values);
        if (candidates.length === 0) return false;
        const texts = textsIn(said).map(this.secrets.mask.redact);
        const isIn = (redact: Redact) => texts.some((text) => redact(text) !== text);
        this.written.add(candidates);
        return isIn(this.written.redact) && isIn(redactor(candidates));
    }

    /** Whether a property as a whole is a secret, as with `additionalSecretOutputs`; `undefined` if that is unknown. */
    async isSecret(urn: string, properties: readonly Properties[], name: string): Promise<boolean | undefined> {
        const paths = await this.pathsOf(urn, properties);
        return paths?.some((path) => path.length === 1 && path[0] === name);
    }

    private async pathsOf(urn: string, properties: readonly Properties[]): Promise<readonly Path[] | undefined> {
        const stamp = properties.map((all) => all["__start"]).find((value) => typeof value === "string");
        // An entry by URN may belong to an earlier run of the resource.
        const find = () => this.known.get(stamp ?? urn);
        try {
            // Concurrent callers share a read. If it began before this resource was in state, a second one follows.
            for (let look = 0; look < 2 && find() === undefined; look++) {
                const before = this.reading;
                await before.catch(() => undefined);
                if (find() !== undefined) break;
                if (this.reading === before) this.reading = this.read(urn);
                await this.reading;
            }
        } catch {
            return undefined;
        }
        return find() ?? this.known.get(urn);
    }

    private async read(urn: string): Promise<void> {
        this.known = new Map([...this.known, ...(await this.readPaths(urn))]);
    }
}

/**
 * Reads the paths of secrets in a stack export, or in the state file of a folder backend.
 *
 * @throws Error if the text is neither
 */
export function readSecretPaths(text: string): SecretPaths {
    const paths = new Map<string, readonly Path[]>();
    for (const { urn, inputs, outputs, additionalSecretOutputs } of keptRuns(text)) {
        const named = additionalSecretOutputs.map((name) => [name]);
        const found = [...envelopes(inputs, []), ...envelopes(outputs, []), ...named];
        for (const key of [urn, inputs["__start"] ?? outputs["__start"]]) {
            if (typeof key === "string") paths.set(key, [...(paths.get(key) ?? []), ...found]);
        }
    }
    return paths;
}

function envelopes(value: unknown, path: Path): Path[] {
    if (isSecretEnvelope(value)) return [path];
    if (Array.isArray(value)) return value.flatMap((member, index) => envelopes(member, [...path, index]));
    return isRecord(value) ? Object.entries(value).flatMap(([name, member]) => envelopes(member, [...path, name])) : [];
}

/** Values of properties and `env` entries whose names indicate secrets, for when the state cannot be read. */
function valuesNamedSecret(value: unknown): unknown[] {
    if (Array.isArray(value)) return value.flatMap(valuesNamedSecret);
    if (!isRecord(value)) return [];
    const { name, value: given } = value;
    const isEntry = typeof name === "string" && SECRET_NAME.test(name);
    const named = Object.entries(value).flatMap(([key, member]) =>
        SECRET_NAME.test(key) ? [member] : valuesNamedSecret(member),
    );
    return isEntry ? [given, ...named] : named;
}
