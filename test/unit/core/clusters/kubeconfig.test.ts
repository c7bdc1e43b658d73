import assert from "node:assert/strict";
import { parse } from "yaml";
import { UNKNOWN_VALUE } from "../../../../provider/core/values";
import { readKubeconfig } from "../../../../provider/core/clusters/kubeconfig";
import { formatProblem } from "../../../../provider/core/validation";
import { KUBECONFIG, KUBECONFIG_TOKEN } from "../../../support/kubeconfigs";

function read(given: unknown, context?: string) {
    const reading = readKubeconfig(given, { context });
    return "problems" in reading ? reading.problems.map(formatProblem) : reading.kubeconfig;
}

const whole = (user: object, cluster: object = { server: "https://c.example.com" }) => ({
    clusters: [{ name: "c", cluster }],
    users: [{ name: "u", user }],
    contexts: [{ name: "x", context: { cluster: "c", user: "u" } }],
});

describe("a kubeconfig", () => {
    const east = {
        apiVersion: "v1",
        kind: "Config",
        clusters: [
            {
                name: "east",
                cluster: {
                    server: "https://east.example.com:6443",
                    "certificate-authority-data": "bm90IGEgY2VydGlmaWNhdGU=",
                },
            },
        ],
        users: [{ name: "ccm", user: { token: KUBECONFIG_TOKEN } }],
        contexts: [{ name: "east", context: { cluster: "east", user: "ccm" } }],
        "current-context": "east",
    };

    it("is read alike as YAML, as JSON and as an object: its current context, and nothing of the others", () => {
        assert.deepEqual(read(KUBECONFIG), east);
        assert.deepEqual(read(JSON.stringify(parse(KUBECONFIG))), east);
        assert.deepEqual(read(parse(KUBECONFIG)), east);
        assert.deepEqual(read(east), east);
    });

    it("is read alike with anchors, merge keys and line breaks in base64", () => {
        const text = KUBECONFIG.replace("bm90IGEg", "bm90\n      IGEg").replace(
            /user:\n {4}token: (.*)/,
            "user: { <<: &credential { token: $1 } }",
        );
        assert.deepEqual(read(text), east);
    });

    it("may contain unknown values", () => {
        const reading = read(whole({ token: UNKNOWN_VALUE }, { server: UNKNOWN_VALUE }));
        assert.ok(!Array.isArray(reading));
    });

    it("is read alike from the manifest of a Secret, in base64 or not, and with further documents after it", () => {
        const data = Buffer.from(KUBECONFIG).toString("base64");
        const secret = (content: object) => JSON.stringify({ apiVersion: "v1", kind: "Secret", ...content });
        assert.deepEqual(read(secret({ data: { value: data, "tls.crt": "eA==" } })), east);
        assert.deepEqual(read(secret({ stringData: { kubeconfig: KUBECONFIG } })), east);
        assert.deepEqual(read(secret({ data: { "tls.crt": "eA==" } })), ["is a Secret without a kubeconfig"]);
        assert.deepEqual(read(secret({ data: { a: data, b: data } })), [
            "is a Secret that contains more than one kubeconfig (a, b): give one of them",
        ]);
        assert.deepEqual(read(`# later\n---\n${KUBECONFIG}---\nkind: [`), east);
    });

    it("may run a program that CCM has according to the user, and is sent in CCM's spelling", () => {
        const exec = { apiVersion: "client.authentication.k8s.io/v1", command: "aws", args: ["eks"], env: null };
        const reading = readKubeconfig(whole({ exec }), { execPrograms: ["aws"] });
        assert.ok("kubeconfig" in reading);
        const { kubeconfig } = reading;
        const sent = { api_version: "client.authentication.k8s.io/v1", command: "aws", args: ["eks"] };
        assert.deepEqual(kubeconfig.users, [{ name: "u", user: { exec: sent } }]);
        assert.deepEqual(readKubeconfig(kubeconfig, { execPrograms: ["aws"] }), reading);
        const refused = readKubeconfig(whole({ exec: { ...exec, env: [{ name: "A", value: "b" }] } }), {
            execPrograms: ["aws"],
        });
        assert.ok("problems" in refused);
        assert.match(
            refused.problems.map(formatProblem).join(),
            /^users\[0\]\.user\.exec\.env is not supported by CCM/,
        );
    });

    const unknownIn = (change: (file: Record<string, unknown[]>) => void) => {
        const file = structuredClone(whole({ token: "t" })) as unknown as Record<string, unknown[]>;
        change(file);
        return file;
    };
    const unknowns: Record<string, unknown> = {
        "a user": unknownIn((file) => (file["users"] = [UNKNOWN_VALUE])),
        "the content of a user": unknownIn((file) => (file["users"] = [{ name: "u", user: UNKNOWN_VALUE }])),
        "the content of a cluster": unknownIn((file) => (file["clusters"] = [{ name: "c", cluster: UNKNOWN_VALUE }])),
        "a cluster's name": unknownIn((file) => (file["clusters"] = [{ name: UNKNOWN_VALUE, cluster: {} }])),
        "a context": unknownIn((file) => (file["contexts"] = [UNKNOWN_VALUE])),
        "the current context": { ...whole({ token: "t" }), "current-context": UNKNOWN_VALUE },
        "a flag": whole({ token: "t" }, { server: "https://c", "insecure-skip-tls-verify": UNKNOWN_VALUE }),
        "a program": whole({ exec: { command: UNKNOWN_VALUE } }),
    };
    for (const [what, given] of Object.entries(unknowns)) {
        it(`is not checked while ${what} is unknown`, () => assert.deepEqual(read(given), []));
    }

    it("is read from a Secret that is an object, in which stringData takes precedence over data", () => {
        const data = { value: Buffer.from("clusters: []").toString("base64") };
        assert.deepEqual(read({ kind: "Secret", data, stringData: { value: KUBECONFIG } }), east);
    });

    it("is read in time however many blanks it contains", () => {
        assert.deepEqual(read(" \n".repeat(50_000) + KUBECONFIG), east);
        const data = { server: "https://c", "certificate-authority-data": `A${" ".repeat(50_000)}!` };
        assert.match(JSON.stringify(read(whole({ token: "t" }, data))), /must be base64/);
    });

    for (const [what, given, context, problem] of [
        [
            "a merge key after another key",
            KUBECONFIG.replace(/token: (.*)/, "token: $1\n    <<: {token: other}"),
            undefined,
            /^has a merge key \(<<\) after a key that it also sets, which kubectl reads differently: put the merge key first$/,
        ],
        [
            "a program",
            KUBECONFIG,
            "west",
            /^users\[0\]\.user\.exec runs the program gke-gcloud-auth-plugin, which may not be/,
        ],
        ["a missing context", KUBECONFIG, "north", /^has no context north; it has west, east$/],
        ["text that is not YAML", "a: [", undefined, /^is neither YAML nor JSON \(line 1\)$/],
        ["an empty file", "# later", undefined, /^is empty$/],
        ["base64", Buffer.from(KUBECONFIG).toString("base64"), undefined, /^is in base64: decode it first$/],
        [
            "PEM in place of base64",
            whole({ token: "t" }, { server: "https://c", "certificate-authority-data": "-----BEGIN" }),
            undefined,
            /certificate-authority-data"\] must be base64/,
        ],
        ["a path", "/home/me/.kube/config", undefined, /^is not a kubeconfig: give the content of the file, /],
        ["other YAML", "a: b", undefined, /^has no named context, which selects the cluster and the user$/],
        [
            "a certificate authority's file",
            whole({ token: "t" }, { server: "https://c", "certificate-authority": "/etc/ca.pem" }),
            undefined,
            /^clusters\[0\]\.cluster\["certificate-authority"\] is the path of a file, which CCM cannot read: `kubectl config view --raw --flatten --minify` puts/,
        ],
        [
            "a key's file",
            whole({ "client-key": "k" }),
            undefined,
            /^users\[0\]\.user\["client-key"\] is the path of a file/,
        ],
        ["a token's file", whole({ tokenFile: "k" }), undefined, /^users\[0\]\.user\.tokenFile is the path of a file/],
        [
            "a password",
            whole({ username: "u" }),
            undefined,
            /^users\[0\]\.user\.username is a login method that CCM does not support: `kubectl create token NAME/,
        ],
        [
            "impersonation",
            whole({ token: "t", as: "root" }),
            undefined,
            /^users\[0\]\.user\.as is impersonation, which CCM does not support: `kubectl/,
        ],
        [
            "a key without its certificate",
            whole({ "client-key-data": "k" }),
            undefined,
            /^users\[0\]\.user must have a token, or/,
        ],
        [
            "a server without TLS",
            whole({ token: "t" }, { server: "http://c" }),
            undefined,
            /^clusters\[0\]\.cluster\.server must be the ht/,
        ],
        ["a number as token", whole({ token: 5 }), undefined, /^users\[0\]\.user\.token must be a string; a number/],
    ] as const) {
        it(`is refused for ${what}, by name and without its content`, () => {
            const problems = read(given, context);
            assert.ok(Array.isArray(problems) && problems.length > 0, JSON.stringify(problems));
            assert.match(problems[0] ?? "", problem);
            assert.doesNotMatch(problems[0] ?? "", new RegExp(KUBECONFIG_TOKEN));
        });
    }
});
