import { z } from "zod";
import { isRecord } from "../values";
import { type Fact, listField, numberField, periodText, reasonText, textField } from "./fields";

/*
 * What a person needs of a container group of Azure Container Instances: as Azure Resource Manager gives it, with `properties`
 * around, and as Azure's SDKs do, without them and in camel case or with underscores.
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

/** One of these is in whatever may be a group, or the refusal to make one. */
const MARKS = ["error", "properties", "instanceView", "instance_view"];

/** About the group and each of its containers; none when the object is no container group. */
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

/** What a container waits for while nothing is wrong. */
const USUAL_WAITS = ["ContainerCreating", "PodInitializing", "Creating"];

function containerFact({ name, instanceView }: z.infer<typeof container>, what: string): Fact {
    const { currentState: now, previousState: before, events: raised } = instanceView ?? {};
    // A run that goes on again says nothing of why it ended before.
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

/** The last two: they repeat. */
function warningTexts(raised: z.infer<typeof events>): string[] {
    return raised
        .filter(({ type }) => type === "Warning")
        .slice(-2)
        .map(({ name, message }) => reasonText(name, undefined, message));
}

/** The object with what stands in `properties` beside the rest, and names in camel case. */
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
