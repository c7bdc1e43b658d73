import { runtime } from "@pulumi/pulumi";
import { CONFIG_NAMESPACE } from "../contract/settingNames";
import type { LookupName } from "./account";

/** Whether the program is run by a unit test, with `pulumi.runtime.setMocks`: then nobody asks CCM. */
export function isMocked(): boolean {
    const monitor: unknown = runtime.getMonitor();
    return typeof monitor === "object" && monitor !== null && "mocks" in monitor;
}

/**
 * What the mocks' `call` gives for a lookup, whose token is `fortanix-ccm:index:getCluster` and so on. Where the lookup gives a
 * list, that is the one property of what they give: Pulumi's mocks answer with objects only.
 */
export async function askMocks(name: LookupName, args: Record<string, unknown>): Promise<object> {
    const answer = (await runtime.invoke(`${CONFIG_NAMESPACE}:index:${name}`, args)) as Record<string, unknown>;
    const [first, ...rest] = Object.values(answer);
    return rest.length === 0 && Array.isArray(first) ? first : answer;
}
