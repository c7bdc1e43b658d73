import { z } from "zod";
import { isRecord } from "../values";
import { type Fact, listField, numberField, periodText, reasonText, textField } from "./fields";

/*
 * Facts about a container group of Azure Container Instances, in the form of Azure Resource Manager (with nested
 * `properties`) or of Azure's SDKs (without them, in camel case or with underscores).
 */

const containerState = z
    .object({
        state: textField,
        detailStatus: textField,
        exitCode: numberField,
        startTime: textField,
        finishTime: textField,
    })
    .nullish()
    .catch(undefined);

const events = listField(z.object({ name: textField, type: textField, message: textField }));

const container = z.object({
    name: textField,
    instanceView: z
        .object({ currentState: containerState, previousState: containerState, events })
        .nullish()
        .catch(undefined),
});

const group = z.object({
    name: textField,
    provisioningState: textField,
    containers: listField(container),
    initContainers: listField(container),
    instanceView: z.object({ state: textField, events }).nullish().catch(undefined),
});

const refusal = z.object({ error: z.object({ code: z.string(), message: textField }) });

/** A container group, or the error of its creation, has at least one of these members. */
const MARKS = ["error", "properties", "instanceView", "instance_view"];

/** Facts about the group and each of its containers; empty if the object is not a container group. */
export function containerGroupFacts(object: unknown): Fact[] {
    if (!isRecord(object) || !MARKS.some((name) => isRecord(object[name]))) return [];
    const refused = refusal.safeParse(object).data?.error;
    if (refused !== undefined) return [{ text: reasonText(refused.code, undefined, refused.message), isWrong: true }];
    const flat = flattened(object);
    const { data } = group.safeParse(flat);
    if (data === undefined || !isRecord(flat) || !("instanceView" in flat) || !("containers" in flat)) return [];
    const { name, provisioningState, instanceView } = data;
    const state = instanceView?.state ?? provisioningState ?? "";
    const deployment = provisioningState === "Failed" ? "provisioning Failed" : "";
    const warnings = warningTexts(instanceView?.events ?? []);
    const about = [state, deployment, ...warnings].filter((part) => part !== "").join("; ");
    const text = `container group${typeof name === "string" ? ` ${name}` : ""}: ${about}`;
    return [
        { text, isWrong: state === "Failed" || warnings.length > 0, isSummary: true },
        ...data.initContainers.map((one) => containerFact(one, "init container")),
        ...data.containers.map((one) => containerFact(one, "container")),
    ].filter((fact) => fact.text !== "");
}

/** Waiting reasons that are not a problem. */
const USUAL_WAITS = ["ContainerCreating", "PodInitializing", "Creating"];

function containerFact({ name, instanceView }: z.infer<typeof container>, what: string): Fact {
    const { currentState: now, previousState: before, events: raised } = instanceView ?? {};
    // The state of a running container does not tell why it was restarted.
    const ended = now?.state === "Running" && before?.exitCode ? `before that ${stateText(before)}` : "";
    const warnings = warningTexts(raised ?? []);
    const facts = [stateText(now), ended, ...warnings].filter((part) => part !== "");
    const waitsInVain = now?.state === "Waiting" && !USUAL_WAITS.includes(now.detailStatus ?? "");
    return {
        text: facts.length === 0 ? "" : `${what} ${name ?? ""}: ${facts.join("; ")}`,
        isWrong: waitsInVain || (now?.exitCode ?? 0) !== 0 || ended !== "",
    };
}

function stateText(state: z.infer<typeof containerState>): string {
    const reason = state?.detailStatus || state?.state;
    const text = reasonText(reason, state?.exitCode, undefined);
    const period = periodText(state?.startTime, state?.finishTime);
    return [text, period].filter((part) => part !== "").join(", ");
}

/** The last two warnings: they repeat. */
function warningTexts(raised: z.infer<typeof events>): string[] {
    return raised
        .filter(({ type }) => type === "Warning")
        .slice(-2)
        .map(({ name, message }) => reasonText(name, undefined, message));
}

/** Moves the members of `properties` to the object itself and converts names to camel case. */
function flattened(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(flattened);
    if (!isRecord(value)) return value;
    const { properties, ...own } = value;
    const members = { ...own, ...(isRecord(properties) ? properties : {}) };
    return Object.fromEntries(
        Object.entries(members).map(([name, member]) => [
            name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
            flattened(member),
        ]),
    );
}
