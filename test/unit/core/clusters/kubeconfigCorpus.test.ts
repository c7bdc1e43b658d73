import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Kubeconfig } from "../../../../provider/ccm";
import {
    checkComputeCluster,
    clusterRequest,
    parseClusterInputs,
} from "../../../../provider/core/clusters/clusterInputs";
import { readKubeconfig } from "../../../../provider/core/clusters/kubeconfig";
import { formatProblem } from "../../../../provider/core/validation";
import { root } from "../../../../tools/repository";

const folder = join(root, "test", "fixtures", "kubeconfigs");
const read = (file: string) => readFileSync(join(folder, file), "utf8");
const readJson = (file: string): unknown => JSON.parse(read(file));

/** Result of client-go for a file; `npm run soak -- kubeconfigs` checks it. */
interface Verdict {
    readonly accepted: boolean;
    readonly reason: string;
    readonly server: string;
    readonly user: string;
}

const verdicts = readJson("verdicts.json") as Record<string, Verdict>;
const contexts = readJson("contexts.json") as Record<string, string>;

/** Why we accept files that client-go refuses, as in docs/kubeconfigs.md, with client-go's reasons. */
const TAKEN: Readonly<Record<string, RegExp>> = {
    "a single context needs no current-context": /no configuration has been provided/,
    "base64 with blanks or without padding": /illegal base64/,
    "another kind or apiVersion": /no kind "|couldn't get version\/kind/,
    "mistakes in what is not sent": /duplicate name|cannot unmarshal/,
    "YAML that is read more patiently": /^yaml: /,
};

/** The messages of docs/kubeconfigs.md, as patterns: `...` is any text. */
function documentedRefusals(): RegExp[] {
    const text = readFileSync(join(root, "docs", "kubeconfigs.md"), "utf8");
    const cells = [...text.matchAll(/^\| (`.*?`) +\|/gm)].map(([, cell = ""]) => cell);
    const messages = cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, message = ""]) => message));
    return messages.map((message) => {
        const parts = message.split("...").map((part) => part.trim().replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
        return new RegExp(parts.join(".*"));
    });
}

/** The URL without query and fragment, which client-go drops. */
function addressOf(server: string): string {
    const { origin, pathname } = new URL(server);
    return origin + pathname;
}

function userOf(user: object): string {
    return "token" in user ? "token" : "certificate";
}

describe("kubeconfigs of tools and unusual ones, compared with client-go", () => {
    it("all have a verdict, and there are enough of them", () => {
        const files = readdirSync(folder, { withFileTypes: true })
            .filter((entry) => entry.isFile() && !["verdicts.json", "contexts.json"].includes(entry.name))
            .map(({ name }) => name);
        assert.deepEqual(Object.keys(verdicts).sort(), files.sort());
        assert.ok(files.length >= 400);
    });

    it("lead to the same server and kind of user if both accept them; the docs explain the other cases", () => {
        const refusals = documentedRefusals();
        assert.ok(refusals.length >= 13, refusals.join("\n"));
        const counts = { bothTake: 0, bothRefuse: 0, onlyClientGo: 0, onlyWe: 0 };
        for (const [file, { accepted, reason, server, user }] of Object.entries(verdicts)) {
            const reading = readKubeconfig(read(file), { context: contexts[file] });
            if ("problems" in reading) {
                const problems = reading.problems.map(formatProblem);
                assert.ok(problems.length > 0, file);
                counts[accepted ? "onlyClientGo" : "bothRefuse"] += 1;
                for (const problem of accepted ? problems : []) {
                    assert.ok(
                        refusals.some((refusal) => refusal.test(problem)),
                        `${file}: client-go accepts it, and docs/kubeconfigs.md does not explain this refusal: ${problem}`,
                    );
                }
                continue;
            }
            const { clusters, users } = reading.kubeconfig;
            if (accepted) {
                assert.equal(addressOf(clusters[0]?.cluster.server ?? ""), addressOf(server), file);
                assert.equal(userOf(users[0]?.user ?? {}), user, file);
            } else {
                assert.ok(
                    Object.values(TAKEN).some((pattern) => pattern.test(reason)),
                    `${file}: client-go refuses it: ${reason}`,
                );
            }
            counts[accepted ? "bothTake" : "onlyWe"] += 1;
        }
        assert.deepEqual(counts, { bothTake: 168, bothRefuse: 118, onlyClientGo: 94, onlyWe: 36 });
    });

    it("that were reported are all accepted, except the one with two clusters of the same name, which is named", () => {
        const reported = Object.keys(verdicts).filter((file) => file.startsWith("case-"));
        assert.ok(reported.length >= 8);
        for (const file of reported) {
            const reading = readKubeconfig(read(file), {});
            const problems = "problems" in reading ? reading.problems.map(formatProblem) : [];
            const expected =
                file === "case-duplicate-names.yaml"
                    ? ["has 2 clusters named default, which context default refers to: keep one of them"]
                    : [];
            assert.deepEqual(problems, expected, file);
        }
    });

    it("with insecure-skip-tls-verify beside an authority send only the authority, with a notice; the inputs keep both", () => {
        const kubernetes = { kubeconfig: read("case-skip-and-ca.yaml") };
        const { inputs, problems, notice } = checkComputeCluster({ name: "c", kubernetes });
        assert.deepEqual(problems, []);
        assert.match(
            notice ?? "",
            /has both insecure-skip-tls-verify and a certificate authority: the authority is used/,
        );
        const kept = (inputs["kubernetes"] as { kubeconfig: Kubeconfig }).kubeconfig.clusters[0]?.cluster;
        assert.equal(kept?.["insecure-skip-tls-verify"], true);
        const request = clusterRequest(parseClusterInputs(inputs));
        assert.ok("kubernetes" in request);
        const { kubeconfig } = request.kubernetes;
        assert.deepEqual(Object.keys(kubeconfig.clusters[0]?.cluster ?? {}).sort(), [
            "certificate-authority-data",
            "server",
        ]);
    });

    it("are normalized by the check to a form that a second check keeps", () => {
        for (const [file, { accepted }] of Object.entries(verdicts)) {
            const kubernetes = { kubeconfig: read(file), ...(contexts[file] && { context: contexts[file] }) };
            const { inputs, problems } = checkComputeCluster({ name: "c", kubernetes });
            if (!accepted || problems.length > 0) continue;
            assert.deepEqual(checkComputeCluster(inputs).inputs, inputs, file);
        }
    });
});
