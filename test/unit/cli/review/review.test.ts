import assert from "node:assert/strict";
import { forbidden, reviewOf } from "../../../../provider/cli/review/report";
import { htmlOf } from "../../../../provider/cli/review/html";
import { markdownOf, MAX_MARKDOWN } from "../../../../provider/cli/review/markdown";
import { parsePreview } from "../../../../provider/cli/review/previewDocument";
import { MESSAGE_CODES, withCode } from "../../../../provider/contract/messageCodes";
import { previewOf, state } from "../../../support/previews";

const SECRET_FREE = { graphId: "g", graphVersion: "1", deployment: { aciSingleJob: { clusterId: "c" } } };

describe("a review of a preview", () => {
    it("says in one line that no workflow run changes", () => {
        const bucket = { type: "aws:s3/bucket:Bucket", inputs: { a: 1 } };
        const review = reviewOf(parsePreview(previewOf([{ op: "create", name: "bucket", newState: bucket }])));
        assert.equal(markdownOf(review), "No workflow run of Fortanix CCM changes.\n");
        assert.deepEqual(review.changes, []);
    });

    it("distinguishes runs that are stopped from runs that are left, with the reasons", () => {
        const old = (outputs: object, more: object = {}) => ({ ...state(SECRET_FREE, outputs), ...more });
        const { changes, headline } = reviewOf(
            parsePreview(
                previewOf([
                    { op: "delete", name: "active", oldState: old({ runStatus: "RUNNING" }) },
                    { op: "delete", name: "over", oldState: old({ runStatus: "SUCCEEDED" }) },
                    { op: "delete", name: "left", oldState: old({ runStatus: "RUNNING", stopOnDelete: false }) },
                    { op: "delete", name: "kept", oldState: old({ runStatus: "RUNNING" }, { retainOnDelete: true }) },
                ]),
            ),
        );
        assert.deepEqual(
            changes.map(({ name, action, reasons }) => [name, action, ...reasons]),
            [
                ["active", "stop", "not in the program any more"],
                ["kept", "leave", "not in the program any more; retainOnDelete"],
                ["left", "leave", "not in the program any more; stopOnDelete: false"],
                ["over", "leave", "not in the program any more; it is over already"],
            ],
        );
        assert.equal(headline, "Workflow runs of Fortanix CCM: 1 is stopped, 3 leave the stack as they are.");
    });

    it("does not report the result of a refresh as a change", () => {
        const inputs = SECRET_FREE;
        const read = {
            op: "update",
            name: "read",
            oldState: state(inputs),
            newState: state(inputs, { runStatus: "SUCCEEDED" }),
        };
        const gone = { op: "delete", name: "gone", oldState: state(inputs, { runStatus: "RUNNING" }) };
        const message = "run id, last seen RUNNING, is not known to CCM any more and leaves the state. If";
        const diagnostics = [{ urn: "urn:pulumi:s::p::t::gone", severity: "warning", message }];
        const review = reviewOf(parsePreview(previewOf([read, gone], diagnostics)));
        assert.deepEqual(
            review.changes.map(({ name, action }) => [name, action]),
            [["gone", "leave"]],
        );
        assert.deepEqual(forbidden(review, ["stop"]), []);
    });

    it("reads message codes, not sentences, so that messages can be reworded", () => {
        const oldState = state(SECRET_FREE, { runStatus: "RUNNING" });
        const newState = state({ ...SECRET_FREE, graphVersion: "2" });
        const steps = [
            { op: "delete", name: "gone", oldState },
            { op: "replace", name: "other", oldState, newState },
        ];
        const said = (name: string, severity: string, message: string) => ({
            urn: `urn:pulumi:s::p::t::${name}`,
            severity,
            message,
        });
        const review = reviewOf(
            parsePreview(
                previewOf(steps, [
                    said("gone", "warning", withCode("CCM has lost it", MESSAGE_CODES.leavesState)),
                    said("other", "info", withCode("something else is wanted", MESSAGE_CODES.newRun)),
                    said("other", "warning", "look at this [CCM101] twice"),
                ]),
            ),
        );
        assert.deepEqual(forbidden(review, ["stop"]), ["other (stop)"]);
        const shown = review.changes.map(({ name, action, reasons, findings }) => ({
            name,
            action,
            reasons,
            findings,
        }));
        assert.deepEqual(shown, [
            {
                name: "other",
                action: "replace",
                reasons: ["something else is wanted"],
                findings: [{ severity: "warning", message: "look at this [CCM101] twice" }],
            },
            {
                name: "gone",
                action: "leave",
                reasons: ["CCM does not know it any more; it only leaves the state"],
                findings: [{ severity: "warning", message: "CCM has lost it" }],
            },
        ]);
    });

    it("shows an update without changed inputs if it cleans up after an interrupted one", () => {
        const same = state(SECRET_FREE, { runStatus: "RUNNING" });
        const steps = ["cleaned", "refreshed"].map((name) => ({ op: "update", name, oldState: same, newState: same }));
        const message = withCode("clears up after an update that was interrupted", MESSAGE_CODES.cleanUp);
        const said = { urn: "urn:pulumi:s::p::t::cleaned", severity: "info", message };
        const { changes } = reviewOf(parsePreview(previewOf(steps, [said])));
        assert.deepEqual(
            changes.map(({ name, action, reasons }) => [name, action, reasons]),
            [["cleaned", "settings", ["clears up after an update that was interrupted"]]],
        );
    });

    it("still reads messages of versions without codes", () => {
        const oldState = state(SECRET_FREE, { runStatus: "RUNNING" });
        const newState = state({ ...SECRET_FREE, graphVersion: "2" });
        const message = "info: starts a new run: graphVersion changed\n";
        const said = { urn: "urn:pulumi:s::p::t::run", severity: "info", message };
        const preview = previewOf([{ op: "replace", name: "run", oldState, newState }], [said]);
        const [change] = reviewOf(parsePreview(preview)).changes;
        assert.deepEqual(change?.reasons, ["starts a new run: graphVersion changed"]);
        assert.deepEqual(change.findings, []);
    });

    it("shows complete names, whatever they contain", () => {
        const steps = ["a::b", "b"].map((name) => ({ op: "create", name, newState: state(SECRET_FREE) }));
        const error = { urn: "urn:pulumi:s::p::t::c::d", severity: "error", message: "no" };
        const review = reviewOf(parsePreview(previewOf(steps, [error])));
        assert.deepEqual(
            review.changes.map(({ name }) => name),
            ["a::b", "b"],
        );
        assert.deepEqual(review.errors, ["c::d: no"]);
    });

    it("distinguishes a replacement that adopts a run from one that starts one", () => {
        const oldState = state(SECRET_FREE, { runStatus: "RUNNING" });
        const newState = state({ ...SECRET_FREE, adoptRunId: "other" });
        const review = reviewOf(parsePreview(previewOf([{ op: "replace", name: "run", oldState, newState }])));
        assert.deepEqual(forbidden(review, ["start"]), []);
        assert.deepEqual(forbidden(review, ["stop", "replace"]), ["run (stop, replace)"]);
        assert.match(markdownOf(review), /takes over another run; stops run id/);
    });

    it("says that a wait continues", () => {
        const oldState = state(SECRET_FREE, { runStatus: "PENDING", __waiting: true });
        const preview = previewOf([{ op: "update", name: "run", oldState, newState: state(SECRET_FREE) }]);
        assert.equal(reviewOf(parsePreview(preview)).changes[0]?.action, "resume");
    });

    it("shows errors of the preview, of runs and of other resources, and a gate catches them", () => {
        const diagnostics = [
            { urn: "urn:pulumi:s::p::t::run", message: "error: graphVersion 9: no\n", severity: "error" },
            { urn: "urn:pulumi:s::p::t::bucket", message: "it broke\n", severity: "error" },
        ];
        const preview = previewOf([{ op: "create", name: "run", newState: state(SECRET_FREE) }], diagnostics);
        const review = reviewOf(parsePreview(preview));
        assert.match(markdownOf(review), /\*\*The preview failed:\*\* bucket: it broke/);
        assert.match(markdownOf(review), /\*\*error\*\*: graphVersion 9: no/);
        assert.match(htmlOf(review), /<dt class="error">error<\/dt><dd>graphVersion 9: no<\/dd>/);
        assert.deepEqual(forbidden(review, ["error"]), ["run (error)", "bucket: it broke"]);
        assert.deepEqual(forbidden(review, ["stop", "replace"]), []);
        assert.deepEqual(forbidden(review, ["start"]), ["run (start)"]);
    });

    it("lets no text of the stack become markup, a mention or a link", () => {
        const evil = "<img src=x onerror=alert(1)> @org/team [a](https://evil.example) | `x` **b**\n# head";
        const inputs = { ...SECRET_FREE, graphVersion: evil, triggers: { evil } };
        const oldState = state({ ...inputs, triggers: {} }, { runStatus: "RUNNING", runId: evil });
        const preview = previewOf([{ op: "replace", name: evil, oldState, newState: state(inputs) }]);
        const review = reviewOf(parsePreview(preview));
        const markdown = markdownOf(review);
        const summaries = (markdown.match(/^<details>.*$/gm) ?? []).join("\n");
        assert.ok(!/<img|@org|https:/.test(summaries), summaries);
        // Code, and HTML up to the next empty line, is not Markdown.
        const outside = markdown.replace(/^```+diff\n[^]*?^```+$/gm, "").replace(/^<details>.*$/gm, "");
        for (const markup of ["<img", "@org", "](", "https://", "**b**", "\n# head"]) {
            assert.ok(!outside.includes(markup), `${markup}\n${outside}`);
        }
        const html = htmlOf(review);
        assert.ok(!html.includes("<img"), html);
        assert.match(html, /default-src 'none'/);
    });

    it("of 200 runs fits into a comment, and says what is left out", () => {
        const jobs = (image: string) => ({
            ...SECRET_FREE,
            runtimeConfigs: { key: { lines: Array.from({ length: 40 }, (_, index) => `${image} ${index}`) } },
        });
        const steps = Array.from({ length: 200 }, (_, index) => ({
            op: "replace",
            name: `run-${index}`,
            oldState: state(jobs("a"), { runStatus: "RUNNING", runId: `id-${index}` }),
            newState: state(jobs("b")),
        }));
        const markdown = markdownOf(reviewOf(parsePreview(previewOf(steps))));
        assert.ok(markdown.length <= MAX_MARKDOWN, `${markdown.length}`);
        for (let index = 0; index < 200; index++) assert.ok(markdown.includes(`**run-${index}**`), `run-${index}`);
        assert.match(markdown, /… and \d+ more diffs than fit here\._\n$/);
        const many = Array.from({ length: 5000 }, (_, index) => ({ ...steps[0], op: "replace", name: `run-${index}` }));
        const cut = markdownOf(reviewOf(parsePreview(previewOf(many))));
        assert.ok(cut.length <= MAX_MARKDOWN, `${cut.length}`);
        assert.match(cut, /… and \d+ more runs than fit here/);
    });

    for (const [what, text, message] of [
        ["nothing", " ", /the input is empty: it must be what `pulumi preview --json` prints/],
        ["a text", "Previewing update", /the input is not JSON/],
        ["a saved plan", '{"manifest":{},"resourcePlans":{}}', /the input is a saved plan/],
        ["other JSON", '{"a":1}', /the input is JSON of another shape/],
    ] as const) {
        it(`refuses ${what}`, () => assert.throws(() => parsePreview(text), message));
    }
});
