import { Assignment } from "@pulumi/azure/authorization/assignment";
import { getClientConfigOutput } from "@pulumi/azure/core/getClientConfig";
import { ResourceGroup } from "@pulumi/azure/core/resourceGroup";
import { Application } from "@pulumi/azuread/application";
import { ServicePrincipal } from "@pulumi/azuread/servicePrincipal";
import { ServicePrincipalPassword } from "@pulumi/azuread/servicePrincipalPassword";

/** A resource group, and a service principal that can create container groups in it. */
const group = new ResourceGroup("scoring", { location: "westeurope" });
const application = new Application("ccm", { displayName: "Fortanix CCM" });
const principal = new ServicePrincipal("ccm", { clientId: application.clientId });
const password = new ServicePrincipalPassword("ccm", { servicePrincipalId: principal.id });
/** The principal has no permissions until this exists. */
export const permission = new Assignment("ccm", {
    scope: group.id,
    roleDefinitionName: "Contributor",
    principalId: principal.objectId,
});

export const azure = {
    subscription: getClientConfigOutput().subscriptionId,
    resourceGroup: group.name,
    deploymentLocation: group.location,
    servicePrincipal: {
        appId: application.clientId,
        tenant: principal.applicationTenantId,
        password: password.value,
    },
};
