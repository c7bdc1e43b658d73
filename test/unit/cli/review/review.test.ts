import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { caughtBy, GATES } from "../../../../provider/cli/review/gates";
import { htmlOf } from "../../../../provider/cli/review/html";
import { markdownOf } from "../../../../provider/cli/review/markdown";
import { parsePreview } from "../../../../provider/cli/review/previewDocument";
import { type Review, reviewOf } from "../../../../provider/cli/review/report";
import { MESSAGE_CODES, withCode } from "../../../../provider/contract/messageCodes";
import { root } from "../../../../tools/repository";
import { type PlannedStep, previewOf, state } from "../../../support/previews";

const NOW = Date.UTC(2026, 0, 2, 12);
const review = (steps: readonly PlannedStep[], diagnostics: readonly object[] = []): Review =>
    reviewOf(parsePreview(previewOf(steps, diagnostics)), NOW);
const message = (name: string, severity: string, text: string) => ({
    ...{ urn: `urn:pulumi:s::p::t::${name}`, severity },
    message: text,
});

const RUN = { graphId: "g", graphVersion: "1", deployment: { aciSingleJob: { clusterId: "c" } } };
const running = (outputs: object = {}) => state(RUN, { runStatus: "RUNNING", ...outputs });
const summary = ({ changes }: Review) => changes.map(({ name, action, why }) => [name, action, ...why]);

describe("a review of a preview", () => {
    it("says that nothing of this package changes, and counts the rest", () => {
        const bucket = { type: "aws:s3/bucket:Bucket", inputs: { a: 1 } };
        const markdown = markdownOf([
            review([
                { op: "create", name: "bucket", newState: bucket },
                { op: "create", name: "other", newState: bucket },
                { op: "same", name: "run", oldState: running(), newState: running() },
            ]),
        ]);
        assert.match(markdown, /No workflow run, cluster or completion of Fortanix CCM changes\./);
        assert.match(markdown, /^Unchanged: 1 run\.$/m);
        assert.match(markdown, /^Other resources: create aws:s3\/bucket:Bucket \(2\)\.$/m);
    });

    it("distinguishes runs that are stopped from runs that are left, with the reasons", () => {
        const removed = review([
            { op: "delete", name: "active", oldState: running() },
            { op: "delete", name: "over", oldState: running({ runStatus: "SUCCEEDED" }) },
            { op: "delete", name: "left", oldState: running({ stopOnDelete: false }) },
            { op: "delete", name: "kept", oldState: { ...running(), retainOnDelete: true } },
        ]);
        assert.deepEqual(summary(removed), [
            ["active", "stop", "not in the program any more"],
            ["kept", "leave", "not in the program any more; retainOnDelete is set"],
            ["left", "leave", "not in the program any more; stopOnDelete is false"],
            ["over", "leave", "not in the program any more; the run has ended"],
        ]);
        assert.equal(removed.headline, "1 run stops, 3 runs are left as they are.");
    });

    it("says how old a recorded status is, and what is lost", () => {
        const oldState = {
            ...running({ createdAt: "2026-01-02T07:00:00Z", runId: "7c1e0f2a-3a52-4b0e-9c47-5a6f1f1f1003" }),
            modified: "2026-01-02T10:00:00Z",
        };
        const [change] = review([{ op: "delete", name: "run", oldState }]).changes;
        assert.equal(
            change?.what,
            "stops run 7c1e0f2a… (RUNNING when recorded 2 h ago, created 5 h ago, its work is lost)",
        );
    });

    it("says that a replaced run continues beside its successor, or is stopped first with deleteBeforeReplace", () => {
        const newState = state({ ...RUN, graphVersion: "2" });
        const [first] = review([{ op: "replace", name: "run", oldState: running(), newState }]).changes;
        assert.match(first?.what ?? "", /^stops run id \(RUNNING, its work is lost\), then starts a new run$/);
        // As the engine marks it.
        const oldState = { ...running(), delete: true };
        const replaced = review([{ op: "replace", name: "run", oldState, newState }]);
        assert.match(replaced.changes[0]?.what ?? "", /^starts a new run, then stops run id \(RUNNING/);
        for (const text of [markdownOf([replaced]), htmlOf([replaced])]) {
            assert.match(text, /continues beside its successor until .* not stopped if the new run fails/);
        }
    });

    it("a failed preview is incomplete: it says so first, shows each error once, and meets every gate", () => {
        const failed = reviewOf(
            parsePreview(readFileSync(join(root, "test", "fixtures", "previews", "failed.json"), "utf8")),
            NOW,
        );
        const markdown = markdownOf([failed]);
        assert.match(
            markdown,
            /^> \[!CAUTION\]\n> \*\*Preview failed, the plan is incomplete: removals are not shown\./,
        );
        assert.equal(markdown.match(/CCM has no such cluster/g)?.length, 1);
        assert.match(markdown, /\| run \*\*west\*\* \| starts a run \| \*\*error\*\*: deployment/);
        assert.match(markdown, /\| cluster \*\*scoring\*\* \| is changed in place/);
        assert.match(markdown, /- image: registry\.example\.com\/scorer:1\.4\.0\n- variables: LOG\\_LEVEL, REGION\n/);
        for (const gate of GATES) assert.match(caughtBy([gate], failed)[0] ?? "", /the plan is incomplete/);
        assert.deepEqual(caughtBy([], failed), []);
    });

    it("shows errors and warnings of resources without a change, each once", () => {
        const twice = message("bucket", "error", "error: it broke\n");
        const found = review(
            [{ op: "create", name: "run", newState: state(RUN) }],
            [twice, twice, message("c::d", "warning", "slow"), message("run", "warning", "another one is started")],
        );
        assert.deepEqual(found.errors, ["bucket: it broke"]);
        assert.deepEqual(found.warnings, ["c::d: slow"]);
        assert.match(markdownOf([found]), /\*\*warning\*\*: another one is started/);
        assert.match(htmlOf([found]), /<dt class="warning">warning<\/dt><dd>another one is started<\/dd>/);
    });

    it("names the values that change, to the leaf, and says where they are hidden", () => {
        const job = (level: string, image: string) => ({
            ...RUN,
            runtimeConfigs: {
                ["6".repeat(64)]: {
                    deployment: {
                        kubernetes: {
                            jobSpec: {
                                template: {
                                    spec: {
                                        containers: [
                                            { name: "other", image: "o" },
                                            { name: "scorer", image, env: [{ name: "LOG_LEVEL", value: level }] },
                                        ],
                                    },
                                },
                            },
                        },
                    },
                },
            },
        });
        const change = (before: object, after: object, replaceReasons: readonly string[]) =>
            review([{ op: "replace", name: "run", oldState: state(before), newState: state(after), replaceReasons }])
                .changes[0]?.why;
        assert.deepEqual(change(job("info", "s:1"), job("debug", "s:2"), ["runtimeConfigs"]), [
            "new run: image of scorer s:1 → s:2; env LOG_LEVEL of scorer info → debug",
        ]);
        const triggers = (value: unknown) => ({ ...RUN, triggers: value });
        assert.deepEqual(change(triggers({ revision: 41 }), triggers({ revision: 42 }), ["triggers"]), [
            "new run: triggers.revision 41 → 42",
        ]);
        assert.deepEqual(change(triggers("[secret]"), triggers("[secret]"), ["triggers"]), [
            "new run: triggers changed (values hidden: it contains a secret)",
        ]);
        assert.deepEqual(change(RUN, RUN, ["runStatus"]), ["new run: the previous run has ended (rerunOn)"]);
        assert.deepEqual(change(RUN, RUN, []), ["replaced as requested (--replace, taint or replacementTrigger)"]);
    });

    it("shows clusters, completions and providers, and names clusters by what the stack knows", () => {
        const clusterId = "5f0f8c5e-6c0a-4a0e-9a56-0d5a4f2f7a01";
        const type = "pulumi-nodejs:dynamic/fortanix-ccm:ComputeCluster";
        const cluster = (name: string) => ({ type, id: clusterId, inputs: { name } });
        const completion = { type: "pulumi-nodejs:dynamic/fortanix-ccm:WorkflowRunCompletion" };
        const inputs = { ...RUN, deployment: { kubernetesSingleJob: { namespace: "n", clusterId } } };
        const unknown = { kubernetesSingleJob: { namespace: "n", clusterId: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" } };
        const found = review([
            { op: "update", name: "west", oldState: cluster("west"), newState: cluster("west-2") },
            { op: "delete", name: "east", oldState: { ...cluster("east"), id: "e" } },
            { op: "create", name: "run", newState: state(inputs) },
            {
                ...{ op: "create", name: "later" },
                newState: {
                    ...state({ ...RUN, deployment: unknown }),
                    propertyDependencies: { deployment: [`urn:pulumi:s::p::${type}::north`] },
                },
            },
            { op: "create", name: "done", newState: { ...completion, inputs: { runId: "r", until: "FINISHED" } } },
            { op: "update", name: "account", newState: { type: "pulumi:providers:pulumi-nodejs", inputs: { a: 1 } } },
            { op: "create", name: "default", newState: { type: "pulumi:providers:pulumi-nodejs" } },
        ]);
        const whats = Object.fromEntries(found.changes.map(({ name, kind, what }) => [name, `${kind} ${what}`]));
        assert.deepEqual(whats, {
            east: "cluster deletes cluster e from CCM",
            run: "run starts a run",
            later: "run starts a run",
            done: "completion waits for run r until FINISHED",
            west: "cluster is changed in place; its runs continue",
            account: "provider changes its settings",
        });
        const whereOf = (wanted: string) =>
            Object.fromEntries(found.changes.find(({ name }) => name === wanted)?.facts ?? [])["where"];
        assert.equal(whereOf("run"), "Kubernetes cluster west-2 (5f0f8c5e…), namespace n");
        assert.equal(whereOf("later"), "Kubernetes cluster north, created by this update, namespace n");
        assert.deepEqual(caughtBy(["delete-cluster"], found), ["east (delete-cluster)"]);
    });

    it("does not report the result of a refresh as a change", () => {
        const oldState = state(RUN);
        const refreshed = review(
            [
                { op: "update", name: "read", oldState, newState: state(RUN, { runStatus: "SUCCEEDED" }) },
                { op: "delete", name: "gone", oldState: running() },
            ],
            [
                message(
                    "gone",
                    "warning",
                    "run id, last seen RUNNING, is not known to CCM any more and leaves the state. If",
                ),
            ],
        );
        assert.deepEqual(summary(refreshed), [["gone", "forget", "CCM does not know the run any more"]]);
        assert.deepEqual(caughtBy(["stop"], refreshed), []);
    });

    it("reads message codes, not sentences, so that messages can be reworded", () => {
        const newState = state({ ...RUN, graphVersion: "2" });
        const found = review(
            [
                { op: "delete", name: "gone", oldState: running() },
                { op: "replace", name: "rerun", oldState: running(), newState: state(RUN) },
                { op: "replace", name: "other", oldState: running(), newState },
            ],
            [
                message("gone", "warning", withCode("CCM has lost it", MESSAGE_CODES.leavesState)),
                message("rerun", "info", withCode("it has failed", MESSAGE_CODES.rerun)),
                message("other", "info", withCode("something else is wanted", MESSAGE_CODES.newRun)),
                message("other", "warning", "look at this [CCM101] twice"),
            ],
        );
        assert.deepEqual(caughtBy(["stop"], found), ["other (stop)", "rerun (stop)"]);
        assert.deepEqual(summary(found), [
            ["other", "replace", "new run: graphVersion 1 → 2"],
            ["rerun", "replace", "it has failed"],
            ["gone", "forget", "CCM does not know the run any more"],
        ]);
        assert.deepEqual(found.changes[0]?.findings, [{ severity: "warning", message: "look at this [CCM101] twice" }]);
    });

    it("shows an update without changed inputs if it cleans up after an interrupted one", () => {
        const steps = ["cleaned", "refreshed"].map((name) => ({
            ...{ op: "update", name },
            ...{ oldState: running(), newState: running() },
        }));
        const text = withCode("clears up after an update that was interrupted", MESSAGE_CODES.cleanUp);
        assert.deepEqual(summary(review(steps, [message("cleaned", "info", text)])), [
            ["cleaned", "update", "clears up after an update that was interrupted"],
        ]);
    });

    it("still reads messages of versions without codes", () => {
        const text = "info: replaces: the last run id FAILED, seen 2 h ago (rerunOn)\n";
        const step = { op: "replace", name: "run", oldState: running(), newState: running() };
        const [change] = review([step], [message("run", "info", text)]).changes;
        assert.deepEqual(change?.why, ["replaces: the last run id FAILED, seen 2 h ago (rerunOn)"]);
        assert.deepEqual(change.findings, []);
    });

    it("shows complete names, whatever they contain", () => {
        const steps = ["a::b", "b"].map((name) => ({ op: "create", name, newState: state(RUN) }));
        assert.deepEqual(
            review(steps).changes.map(({ name }) => name),
            ["a::b", "b"],
        );
    });

    it("distinguishes a replacement that adopts a run from one that starts one", () => {
        const newState = state({ ...RUN, adoptRunId: "other" });
        const found = review([{ op: "replace", name: "run", oldState: running(), newState }]);
        assert.deepEqual(caughtBy(["start"], found), []);
        assert.deepEqual(caughtBy(["stop", "replace-running"], found), ["run (stop, replace-running)"]);
        assert.match(markdownOf([found]), /stops run id .*, then adopts run other/);
    });

    it("says that a wait continues", () => {
        const oldState = state(RUN, { runStatus: "PENDING", __waiting: true });
        const [change] = review([{ op: "update", name: "run", oldState, newState: state(RUN) }]).changes;
        assert.equal(change?.action, "resume");
    });
});
