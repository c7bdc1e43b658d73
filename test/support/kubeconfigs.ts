/** What a cloud gives out for a cluster: two contexts, of which the second one is current, and data inline. */
export const KUBECONFIG_TOKEN = "kubeconfig-token-that-nobody-may-see";

export const KUBECONFIG = `apiVersion: v1
kind: Config
preferences: {}
current-context: east
clusters:
- name: west
  cluster:
    server: https://west.example.com
- name: east
  cluster:
    certificate-authority-data: bm90IGEgY2VydGlmaWNhdGU=
    server: https://east.example.com:6443
contexts:
- context: {cluster: west, user: someone}
  name: west
- context: {cluster: east, user: ccm}
  name: east
users:
- name: someone
  user: {exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: gke-gcloud-auth-plugin}}
- name: ccm
  user:
    token: ${KUBECONFIG_TOKEN}
`;
