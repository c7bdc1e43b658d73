import assert from "node:assert/strict";
import type { Ccm } from "../support/control";
import { inStack, kubernetesRun } from "../support/scenario";

interface Fate {
    readonly args?: Record<string, unknown>;
    readonly happens: (ccm: Ccm, id: string) => Promise<unknown>;
    /** Output of the refresh for the run with this id. */
    readonly refresh: (id: string) => RegExp;
    /** Status in state after the refresh; undefined if the run has left the state. */
    readonly runStatus: string | undefined;
    /** Output of the next preview; undefined if it plans nothing. */
    readonly preview?: (id: string) => RegExp;
}

/** Changes to a run between two commands. Each affects its own run, all in one stack. */
const fates: Record<string, Fate> = {
    finished: {
        happens: (ccm, id) => ccm.end(id, "SUCCEEDED"),
        refresh: () => /WorkflowRun finished .*was RUNNING, is SUCCEEDED/,
        runStatus: "SUCCEEDED",
    },
    failed: {
        happens: (ccm, id) => ccm.end(id, "FAILED"),
        refresh: () => /WorkflowRun failed .*was RUNNING, is FAILED/,
        runStatus: "FAILED",
        preview: (id) =>
            new RegExp(`WorkflowRun failed .*new run: the previous run ${id} FAILED, seen \\d+ s ago \\(rerunOn\\)`),
    },
    stopped: {
        happens: (ccm, id) => ccm.change(id, "stop"),
        refresh: () => /WorkflowRun stopped .*was RUNNING, is TERMINATED/,
        runStatus: "TERMINATED",
    },
    stoppedAndWanted: {
        args: { rerunOn: ["TERMINATED"] },
        happens: (ccm, id) => ccm.change(id, "stop"),
        refresh: () => /WorkflowRun stoppedAndWanted .*was RUNNING, is TERMINATED/,
        runStatus: "TERMINATED",
        preview: (id) => new RegExp(`new run: the previous run ${id} was TERMINATED, seen \\d+ s ago \\(rerunOn\\)`),
    },
    unknownToTheOrchestrator: {
        happens: async (ccm, id) => {
            await ccm.end(id, "SUCCEEDED");
            await ccm.change(id, "forget");
        },
        refresh: () => /WorkflowRun unknownToTheOrchestrator .*was RUNNING, is SUCCEEDED/,
        runStatus: "SUCCEEDED",
    },
    goneWhileActive: {
        happens: (ccm, id) => ccm.change(id, "purge"),
        refresh: (id) => new RegExp(`warning: run ${id}, last seen RUNNING, is not known to CCM any more`),
        runStatus: undefined,
        preview: () => /WorkflowRun goneWhileActive create/,
    },
};

describe("refresh sees what happened to a run", () => {
    inStack("since the last command, and the next preview and up act on it", async ({ ccm, stack }) => {
        // Long enough ago that a run missing from the list is gone, not delayed.
        await ccm.step(-300);
        stack.declare(Object.fromEntries(Object.entries(fates).map(([name, { args }]) => [name, kubernetesRun(args)])));
        await stack.mustRun("up", "--yes", "--skip-preview");
        const ids = Object.fromEntries(Object.entries(await stack.runs()).map(([name, { id }]) => [name, id]));
        const idOf = (name: string) => ids[name] ?? "";
        for (const [name, { happens }] of Object.entries(fates)) await happens(ccm, idOf(name));

        const refresh = await stack.refresh();
        assert.equal(refresh.code, 0, refresh.output);
        const refreshed = await stack.runs();
        for (const [name, fate] of Object.entries(fates)) {
            assert.match(refresh.output, fate.refresh(idOf(name)));
            assert.equal(refreshed[name]?.outputs["runStatus"], fate.runStatus, name);
        }

        const preview = await stack.preview();
        assert.equal(preview.code, 0, preview.output);
        for (const [name, fate] of Object.entries(fates)) {
            if (fate.preview === undefined) assert.ok(!preview.output.includes(`WorkflowRun ${name} `), preview.output);
            else assert.match(preview.output, fate.preview(idOf(name)));
        }

        const up = await stack.up();
        assert.equal(up.code, 0, up.output);
        const after = await stack.runs();
        const wanted = Object.keys(fates).filter((name) => fates[name]?.preview !== undefined);
        assert.deepEqual(
            Object.keys(fates).filter((name) => after[name]?.id !== ids[name]),
            wanted,
        );
        assert.equal((await ccm.requests("startRun")).length, Object.keys(fates).length + wanted.length);
        assert.deepEqual(await ccm.requests("stopRun"), [], "a finished run is not stopped");
    });
});
