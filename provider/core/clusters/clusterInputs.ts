import { z } from "zod";
import type { ComputeClusterRequest, Kubeconfig } from "../../ccm";
import {
    checkProperties,
    type CheckResult,
    formatProblem,
    hasOneOf,
    nonEmpty,
    object,
    parseProperties,
    type Properties,
    uuid,
} from "../validation";
import { isRecord, isUnknown } from "../values";
import { kubeconfigProblems, readKubeconfig } from "./kubeconfig";

/**
 * The inputs of a compute cluster, after Pulumi has resolved them. `ComputeClusterArgs` is their type in a program; a
 * type test keeps the two consistent. `kubeconfig.ts` reads the content of a kubeconfig.
 */
const kubernetesSchema = object({
    kubeconfig: z.union([nonEmpty, z.record(z.string(), z.unknown())], {
        error: "must be a string or an object",
    }),
    context: nonEmpty.optional(),
    execPrograms: z.array(nonEmpty).optional(),
});

const aci = object({
    subscription: uuid,
    resourceGroup: nonEmpty,
    deploymentLocation: nonEmpty.optional(),
    servicePrincipal: object({ appId: nonEmpty, tenant: nonEmpty, password: nonEmpty }),
});

/** The inputs that contain credentials, of which exactly one is set. They are in no output. */
export const CONNECTIONS = ["kubernetes", "aci"] as const;

export const computeClusterInputs = object({
    name: nonEmpty,
    description: z.string().default(""),
    kubernetes: kubernetesSchema.optional(),
    aci: aci.optional(),
    adoptClusterId: uuid.optional(),
}).superRefine(hasOneOf(CONNECTIONS));

export type ComputeClusterInputs = z.infer<typeof computeClusterInputs>;

/**
 * Validates the inputs of a compute cluster, fills in defaults, and reduces a kubeconfig to its shortest form, so that
 * equivalent kubeconfigs show no diff. Accepts unknown values at any path. Sends no requests.
 */
export function checkComputeCluster(news: Properties): CheckResult & { readonly notice?: string } {
    const { inputs, problems } = checkProperties(computeClusterInputs, news, (given) => ({
        description: "",
        ...given,
    }));
    const { kubernetes } = inputs;
    if (problems.length > 0 || !isRecord(kubernetes) || Object.values(kubernetes).some(isUnknown)) {
        return { inputs, problems };
    }
    const given = kubernetes as z.infer<typeof kubernetesSchema>;
    const reading = readKubeconfig(given.kubeconfig, given);
    if ("problems" in reading) return { inputs, problems: kubeconfigProblems(reading) };
    const { kubeconfig } = reading;
    const runsProgram = kubeconfig.users.some(({ user }) => user.exec !== undefined);
    const shortest = { kubeconfig, ...(runsProgram && { execPrograms: given.execPrograms }) };
    const notice = hasFlagBesideAuthority(kubeconfig) ? { notice: FLAG_IS_NOT_SENT } : {};
    return { inputs: { ...inputs, kubernetes: shortest }, problems, ...notice };
}

const FLAG_IS_NOT_SENT =
    "kubernetes.kubeconfig has both insecure-skip-tls-verify and a certificate authority: the authority is " +
    "used, and the flag is not sent";

function hasFlagBesideAuthority({ clusters }: Kubeconfig): boolean {
    return clusters.some(
        ({ cluster }) =>
            cluster["insecure-skip-tls-verify"] === true && cluster["certificate-authority-data"] !== undefined,
    );
}

/** `kubectl` accepts only one of the two. The inputs keep both: removing the flag there would show a diff. */
function withOneCheck(kubeconfig: Kubeconfig): Kubeconfig {
    if (!hasFlagBesideAuthority(kubeconfig)) return kubeconfig;
    const clusters = kubeconfig.clusters.map(({ name, cluster }) => {
        const { "insecure-skip-tls-verify": _notSent, ...sent } = cluster;
        return { name, cluster: sent };
    });
    return { ...kubeconfig, clusters };
}

/** @throws Error that lists the problems without quoting values */
export function parseClusterInputs(properties: Properties): ComputeClusterInputs {
    return parseProperties(computeClusterInputs, properties);
}

/**
 * Builds the request for CCM from a cluster's inputs.
 *
 * @throws Error for a kubeconfig that CCM cannot use and that was not known yet in `check`
 */
export function clusterRequest({ name, description, kubernetes, aci }: ComputeClusterInputs): ComputeClusterRequest {
    if (kubernetes !== undefined) {
        const reading = readKubeconfig(kubernetes.kubeconfig, kubernetes);
        if ("problems" in reading) throw new Error(kubeconfigProblems(reading).map(formatProblem).join("; "));
        return { name, description, kubernetes: { kubeconfig: withOneCheck(reading.kubeconfig) } };
    }
    if (aci === undefined) throw new Error("one of kubernetes and aci is required");
    const { appId, tenant, password } = aci.servicePrincipal;
    return {
        name,
        description,
        aci: {
            subscription: aci.subscription,
            resource_group: aci.resourceGroup,
            ...(aci.deploymentLocation !== undefined && { deployment_location: aci.deploymentLocation }),
            secrets: { service_principal: { app_id: appId, tenant, password } },
        },
    };
}

/** The credentials among a cluster's inputs. Names, URLs and ids are not credentials. */
export function clusterSecrets({ kubernetes, aci }: Properties): unknown[] {
    const kubeconfig = isRecord(kubernetes) ? kubernetes["kubeconfig"] : undefined;
    const users: unknown = isRecord(kubeconfig) ? kubeconfig["users"] : undefined;
    const principal = isRecord(aci) ? aci["servicePrincipal"] : undefined;
    return [
        ...(Array.isArray(users) ? users : []).map((user: unknown) => (isRecord(user) ? user["user"] : undefined)),
        isRecord(principal) ? principal["password"] : undefined,
    ];
}
