import { runtime } from "@pulumi/pulumi";
import { CONFIG_NAMESPACE } from "../contract/settingNames";
import type { LookupName } from "./account";

/** Whether a unit test runs the program, with `pulumi.runtime.setMocks`: then no requests are sent to CCM. */
export function isMocked(): boolean {
    const monitor: unknown = runtime.getMonitor();
    return typeof monitor === "object" && monitor !== null && "mocks" in monitor;
}

/**
 * Calls the mocks' `call` for a lookup, with a token such as `fortanix-ccm:index:getCluster`. A list is the only
 * property of the object that they return, because Pulumi's mocks return objects only.
 */
export async function askMocks(name: LookupName, args: Record<string, unknown>): Promise<object> {
    const answer = (await runtime.invoke(`${CONFIG_NAMESPACE}:index:${name}`, args)) as Record<string, unknown>;
    const [first, ...rest] = Object.values(answer);
    return rest.length === 0 && Array.isArray(first) ? first : answer;
}
