import { z } from "zod";
import { hasOneOf, nonEmpty, object, uuid } from "../schemaParts";

/**
 * What a person may say about a compute cluster, after Pulumi has resolved it. `ComputeClusterArgs` is the same for a
 * program, held to it by a type test. The content of a kubeconfig is read in `kubeconfig.ts`.
 */
const kubernetes = object({
    kubeconfig: z.union([nonEmpty, z.record(z.string(), z.unknown())], {
        error: "must be a text or an object",
    }),
    context: nonEmpty.optional(),
});

const aci = object({
    subscription: uuid,
    resourceGroup: nonEmpty,
    deploymentLocation: nonEmpty.optional(),
    servicePrincipal: object({ appId: nonEmpty, tenant: nonEmpty, password: nonEmpty }),
});

/** The inputs that hold credentials, of which there is one. They are in no output. */
export const CONNECTIONS = ["kubernetes", "aci"] as const;

export const computeClusterInputs = object({
    name: nonEmpty,
    description: z.string().default(""),
    kubernetes: kubernetes.optional(),
    aci: aci.optional(),
    adoptClusterId: uuid.optional(),
}).superRefine(hasOneOf(CONNECTIONS));

export type ComputeClusterInputs = z.infer<typeof computeClusterInputs>;
