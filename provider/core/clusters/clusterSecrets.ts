import { isRecord } from "../records";
import type { Properties } from "../properties";

/** The credentials among a cluster's inputs. Names, URLs and ids are none. */
export function clusterSecrets({ kubernetes, aci }: Properties): unknown[] {
    const kubeconfig = isRecord(kubernetes) ? kubernetes["kubeconfig"] : undefined;
    const users: unknown = isRecord(kubeconfig) ? kubeconfig["users"] : undefined;
    const principal = isRecord(aci) ? aci["servicePrincipal"] : undefined;
    return [
        ...(Array.isArray(users) ? users : []).map((user: unknown) => (isRecord(user) ? user["user"] : undefined)),
        isRecord(principal) ? principal["password"] : undefined,
    ];
}
