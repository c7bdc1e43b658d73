import assert from "node:assert/strict";
import { SEED } from "fortanix-ccm-simulator";
import { CcmConnectionError, CcmStatusError } from "../../../../provider/ccm";
import { plannedStart } from "../../../../provider/core/preview/plannedStart";
import { PreviewQuestions } from "../../../../provider/core/preview/previewFacts";
import { apiOf } from "../../../support/context";
import { kubernetesRun } from "../../../support/scenario";
import { VirtualClock } from "../../../support/virtualClock";

const RUN = "0b0f6bf7-6f5c-4b0b-9c62-3f1a9f6f1a11";
const notFound = (operation: string) =>
    new CcmStatusError(operation, "CCM answered 404", 404, "", undefined, undefined);

describe("the facts that a preview gets from CCM", () => {
    const start = plannedStart({ ...kubernetesRun().args, adoptRunId: RUN });
    assert.ok(start !== undefined);
    const ask = (listRuns: () => AsyncGenerator<never>) => {
        const api = apiOf({
            runStatus: () => Promise.reject(notFound("read the run's status")),
            listRuns,
            graph: () => Promise.reject(notFound("read the final graph")),
            listGraphs: async function* () {
                yield { graphId: SEED.graphId, name: "shared", description: "", versions: {}, accountId: RUN };
            },
            cluster: () => Promise.reject(notFound("read the cluster")),
            mayStartRuns: () => Promise.resolve(true),
        });
        return new PreviewQuestions(api, new VirtualClock(), 2000).factsFor(start);
    };

    it("report a run as missing only if its status and the whole list do", async () => {
        const whole = await ask(async function* () {
            yield* [];
        });
        assert.equal(whole.adoptedRun?.kind, "missing");
        const broken = await ask(async function* () {
            yield* [];
            throw new CcmConnectionError("list the runs", "no answer", "TIMEOUT", true);
        });
        assert.equal(broken.adoptedRun?.kind, "unclear");
    });

    it("report a graph that only the list shows as found", async () => {
        const { graph } = await ask(async function* () {
            yield* [];
        });
        assert.equal(graph?.kind, "found");
    });
});
