export const KUBECONFIG_TOKEN = "kubeconfig-token-that-nobody-may-see";

/** A kubeconfig as a cloud issues it: two contexts, the second one current, and inline data. */
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
