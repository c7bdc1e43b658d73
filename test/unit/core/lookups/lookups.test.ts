import assert from "node:assert/strict";
import { type CcmClient, CcmStatusError, type ClusterFacts, type Graph, type Run } from "../../../../provider/ccm";
import { iterateRuns, findCluster, findGraph, findGraphs, findRuns } from "../../../../provider/core";
import { apiOf } from "../../../support/context";

const id = (last: number) => `5f0f8c5e-6c0a-4a0e-9a56-0000000000${String(last).padStart(2, "0")}`;

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
    yield* items;
}

describe("lookups by name", () => {
    const clusters = [1, 2, 3].map((number): ClusterFacts => ({
        clusterId: id(number),
        name: number === 3 ? "west-2" : "west",
        description: "",
        kind: "kubernetes",
        server: undefined,
        subscription: undefined,
        resourceGroup: undefined,
        deploymentLocation: undefined,
    }));
    const service = apiOf({ listClusters: () => each(clusters) });

    it("list the ids when several have the name", async () => {
        await assert.rejects(findCluster(service, { name: "west" }), {
            message: `2 clusters are named "west": set clusterId to one of ${id(1)}, ${id(2)}`,
        });
    });

    it("match only the exact name, although the service may return longer ones", async () => {
        assert.equal((await findCluster(service, { name: "west-2" })).clusterId, id(3));
        await assert.rejects(findCluster(service, { name: "wes" }), {
            message: 'no cluster is named "wes"; available: west, west-2',
        });
    });
});

describe("the newest version of a graph", () => {
    const graph = (...versions: string[]): Graph => ({
        graphId: id(1),
        name: "g",
        description: "",
        versions: Object.fromEntries(
            versions.map((version) => [version, { labels: {}, hasDeployment: false, runtimeConfigs: [] }]),
        ),
    });

    it("is found by number, not by text", async () => {
        const service = apiOf({ graph: () => Promise.resolve(graph("9", "10", "2")) });
        const { graphVersion, versions } = await findGraph(service, { graphId: id(1) });
        assert.equal(graphVersion, "10");
        assert.deepEqual(versions, ["2", "9", "10"]);
    });

    it("has a number, and is not a built-in property of objects", async () => {
        const service = apiOf({ graph: () => Promise.resolve(graph("1.9", "1.10", "beta", "v10")) });
        const found = await findGraph(service, { graphId: id(1) });
        assert.equal(found.graphVersion, "1.10");
        assert.deepEqual(found.versions, ["beta", "v10", "1.9", "1.10"]);
        await assert.rejects(
            findGraph(service, { graphId: id(1), version: "constructor" }),
            /no final version constructor/,
        );
        await assert.rejects(
            findGraph(service, { graphId: id(1), version: 1.1 }),
            /^Error: version must be a string or a whole number: write "1\.10" in quotes/,
        );
        const named = apiOf({ graph: () => Promise.resolve(graph("beta")) });
        await assert.rejects(findGraph(named, { graphId: id(1) }), {
            message: 'graph "g" has no final version with a number: set version to one of beta',
        });
    });

    it("is an error if no version is final", async () => {
        const service = apiOf({ graph: () => Promise.resolve(graph()) });
        await assert.rejects(findGraph(service, { graphId: id(1) }), {
            message: 'graph "g" has no final version: approve a version in CCM',
        });
    });
});

describe("lookups of graphs", () => {
    const graph = (number: number, name: string, stages: Record<string, string>, more: Partial<Graph> = {}): Graph => ({
        ...{ graphId: id(number), name, description: "" },
        versions: Object.fromEntries(
            Object.entries(stages).map(([version, stage]) => [
                version,
                { labels: { stage }, hasDeployment: false, runtimeConfigs: [] },
            ]),
        ),
        ...more,
    });
    const shared = graph(3, "shared", { "1": "prod" }, { accountId: id(99), isShared: true });
    const graphs = [graph(2, "b", { "1": "prod", "2": "test" }), graph(1, "a", { "1": "test" }), shared];
    const asked: unknown[] = [];
    beforeEach(() => asked.splice(0));
    const notFound = new CcmStatusError("read the final graph", "CCM answered 404", 404, "", undefined, undefined);
    const service = apiOf({
        listGraphs: (filter) => {
            asked.push(filter);
            return each(filter?.project === "none" ? [] : graphs);
        },
        graph: (graphId, _options, accountId) => {
            asked.push([graphId, accountId]);
            const found = graphs.find(
                (one) => one.graphId === graphId && (one.isShared !== true || accountId === id(99)),
            );
            return found === undefined ? Promise.reject(notFound) : Promise.resolve(found);
        },
    });
    const chosen = async (args: Record<string, unknown>) => {
        const { name, graphVersion } = await findGraph(service, args);
        return `${name} ${graphVersion}`;
    };

    it("choose the newest version with the labels, and the only graph with such a version", async () => {
        assert.equal(await chosen({ name: "b", labels: { stage: "prod" } }), "b 1");
        assert.equal(await chosen({ labels: { stage: "test" }, version: 2 }), "b 2");
        await assert.rejects(chosen({ labels: { stage: "prod" } }), {
            message: `2 final graphs have the label stage: prod: set graphId to one of ${id(2)} (b), ${id(3)} (shared)`,
        });
        await assert.rejects(chosen({ labels: { stage: "gone" }, project: "p" }), {
            message:
                'no final graph has the project "p" and the label stage: gone: check these values, and the account of the provider',
        });
        assert.deepEqual(asked.at(-1), { project: "p" });
    });

    it("name the account of a shared graph, from the list or from the argument", async () => {
        assert.equal(await chosen({ graphId: id(3) }), "shared 1");
        assert.deepEqual(asked, [[id(3), undefined], {}, [id(3), id(99)]]);
        asked.splice(0);
        assert.equal(await chosen({ graphId: id(3), accountId: id(99) }), "shared 1");
        assert.deepEqual(asked, [[id(3), id(99)]]);
        await assert.rejects(chosen({ graphId: id(4) }), {
            message: `CCM has no final graph ${id(4)}, or shows it to another account only; check graphId, and the account of the provider`,
        });
    });

    it("do not take an older version for the newest if one is unreadable, nor report it as missing", async () => {
        const odd = (unreadableVersions: Graph["unreadableVersions"]) =>
            apiOf({
                graph: () =>
                    Promise.resolve(graph(5, "odd", { "1": "prod" }, { unreadableVersions: unreadableVersions ?? [] })),
            });
        const version = async (service: CcmClient, args: object) =>
            (await findGraph(service, { graphId: id(5), ...args })).graphVersion;
        await assert.rejects(version(odd(["2"]), {}), {
            message: `version 2 of graph "odd" in CCM's response cannot be read: set version`,
        });
        await assert.rejects(version(odd(["2"]), { version: 2 }), {
            message:
                /^version 2 of graph "odd" in CCM's response cannot be read: update pulumi-fortanix-ccm, or open an issue/,
        });
        assert.equal(await version(odd(["2"]), { version: 1 }), "1");
        await assert.rejects(
            version(odd("unknown"), {}),
            /^Error: the versions of graph "odd" in CCM's response cannot be read: update pulumi-fortanix-ccm, or open an issue/,
        );
    });

    it("list them by name", async () => {
        const names = async (args: Record<string, unknown>) =>
            (await findGraphs(service, args)).map(({ name, newestVersion, accountId }) => [
                name,
                newestVersion,
                accountId,
            ]);
        assert.deepEqual(await names({}), [
            ["a", "1", undefined],
            ["b", "2", undefined],
            ["shared", "1", id(99)],
        ]);
        assert.deepEqual(await names({ labels: { stage: "prod" } }), [
            ["b", "1", undefined],
            ["shared", "1", id(99)],
        ]);
        assert.deepEqual(await names({ project: "none" }), []);
    });

    it("refuse ambiguous arguments", async () => {
        const either = /must have either graphId or at least one of name, project and labels/;
        await assert.rejects(chosen({}), either);
        await assert.rejects(chosen({ graphId: id(1), labels: {} }), either);
        await assert.rejects(chosen({ name: "a", accountId: id(99) }), /accountId is valid only with graphId/);
    });
});

describe("lookups of runs", () => {
    const run = (number: number, parts: Partial<Run> = {}): Run => ({
        runId: id(number),
        status: "RUNNING",
        createdAtMs: number * 1_000_000,
        graphId: id(90),
        graphVersion: "2",
        deployment: { kubernetesSingleJob: { namespace: "n", clusterId: id(80) } },
        ...parts,
    });
    const runs = [run(1), run(3, { status: "FAILED" }), run(2, { graphVersion: "1" }), run(4, { graphId: id(91) })];
    const service = apiOf({ listRuns: () => each(runs) });
    const found = async (filter: Record<string, unknown>) =>
        (await findRuns(service, filter)).map(({ runId }) => Number(String(runId).slice(-2)));

    it("return the newest first, and only those that match", async () => {
        assert.deepEqual(await found({}), [4, 3, 2, 1]);
        assert.deepEqual(await found({ graphId: id(90).toUpperCase() }), [3, 2, 1]);
        assert.deepEqual(await found({ graphVersion: 2, statuses: ["FAILED"] }), [3]);
        assert.deepEqual(await found({ clusterId: id(81) }), []);
        assert.deepEqual(
            await found({ createdAfter: "1970-01-01T00:16:40Z", createdBefore: "1970-01-01T01:00:00Z" }),
            [3, 2],
        );
    });

    it("request no more pages than are needed", async () => {
        let given = 0;
        const lazy = apiOf({
            listRuns: async function* () {
                for (const one of runs) {
                    given++;
                    yield one;
                }
            },
        });
        for await (const one of iterateRuns(lazy, {})) if (one["runStatus"] === "FAILED") break;
        assert.equal(given, 2);
    });

    it("refuse an invalid filter", async () => {
        await assert.rejects(found({ createdAfter: "yesterday" }), { message: /^createdAfter must be a time such as/ });
        await assert.rejects(found({ graph: "x" }), {
            message: /^graph is not a known property; known properties: graphId, /,
        });
    });
});
