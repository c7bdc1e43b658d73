import { type Redact, redactor, SecretMask } from "../ccm";
import { isRecord, type Path, type Properties, type SecretRegistry, textsIn, valueAt } from "../core";
import { isSecretEnvelope, keptRuns } from "./stackExport";

/** Inputs that hold what people write, and that CCM may give back. Where a run is to be is no secret by itself, and always given back. */
const WRITTEN = ["runtimeConfigs", "triggers"] as const;

/** Names that say of themselves that their values are secret. */
const SECRET_NAME = /(_KEY|TOKEN|PASSWORD|PASSWD|SECRET)/i;

/** Where secrets are in what the state holds of resources, by URN and by the stamp of their create. */
export type SecretPaths = ReadonlyMap<string, readonly Path[]>;

/**
 * Finds out which inputs of a resource are secret, whoever has marked them: a transform, `ignoreChanges`, the program. The class
 * of a resource does not see all of these; the state keeps each secret in an envelope of its own. It is only asked when CCM says
 * something in which an input stands that may be one.
 */
export class StateSecrets {
    private known = new Map<string, readonly Path[]>();
    /** What any resource has written: most of it is the same in all of them, and CCM says little of it. */
    private readonly written = new SecretMask();
    private reading: Promise<void> = Promise.resolve();

    /** @param readPaths what the state says now; throws where it cannot be read */
    constructor(
        private readonly secrets: SecretRegistry,
        private readonly readPaths: (urn: string) => Promise<SecretPaths>,
    ) {}

    /** Takes note of the secrets among some properties of a resource, if any text in `said` may be one of them. */
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

    /** Whether any of the texts in some values stands in what was said, in whatever spelling. */
    private stands(values: readonly unknown[], said: unknown): boolean {
        const candidates = textsIn(values);
        if (candidates.length === 0) return false;
        const texts = textsIn(said).map(this.secrets.mask.redact);
        const isIn = (redact: Redact) => texts.some((text) => redact(text) !== text);
        this.written.add(candidates);
        return isIn(this.written.redact) && isIn(redactor(candidates));
    }

    /** Whether a property as a whole is a secret: an output that the program names as one. `undefined` where the state does not tell. */
    async isSecret(urn: string, properties: readonly Properties[], name: string): Promise<boolean | undefined> {
        const paths = await this.pathsOf(urn, properties);
        return paths?.some((path) => path.length === 1 && path[0] === name);
    }

    private async pathsOf(urn: string, properties: readonly Properties[]): Promise<readonly Path[] | undefined> {
        const stamp = properties.map((all) => all["__start"]).find((value) => typeof value === "string");
        // What is known of the resource by its name may be that of a run before this one.
        const find = () => this.known.get(stamp ?? urn);
        try {
            // Whoever waits for the same look gets its answer; it may have begun before this resource was in state.
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
 * What an export of a stack, or the file of a backend that is a folder, says of where secrets are.
 *
 * @throws Error when it is neither
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

/** Values under names that say it, and of `env` entries with such a name: where the state cannot be had. */
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
