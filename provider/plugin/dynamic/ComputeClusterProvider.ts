import type * as dynamic from "@pulumi/pulumi/dynamic";
import {
    checkComputeCluster,
    ClusterHolders,
    type ClusterScene,
    clusterSecrets,
    createCluster,
    deleteCluster,
    diffComputeCluster,
    type Properties,
    readCluster,
    updateCluster,
} from "../../core";
import { sanitize } from "../runOperation";
import type { PluginSession } from "../session";
import { toCheckResult, urnOf } from "./protocol";

/**
 * The provider object that Pulumi's plugin process calls for every ComputeCluster. It translates between Pulumi's
 * protocol and the lifecycle floor, and decides nothing.
 */
export class ComputeClusterProvider implements dynamic.ResourceProvider {
    private readonly holders = new ClusterHolders();

    constructor(private readonly session: PluginSession) {}

    configure(request: dynamic.ConfigureRequest): Promise<void> {
        this.session.configure(request);
        return Promise.resolve();
    }

    check(olds: Properties, news: Properties): Promise<dynamic.CheckResult> {
        return Promise.resolve(toCheckResult(checkComputeCluster(news), this.session.options().problems));
    }

    async diff(id: string, olds: Properties, news: Properties): Promise<dynamic.DiffResult> {
        const { session } = this;
        const urn = urnOf(news);
        if (!this.holders.claim(id, urn, { formerUrn: urnOf(olds) })) {
            session.say(
                "warning",
                `cluster ${id} is the cluster of another resource of this stack as well`,
                urn,
                false,
            );
        }
        const decision = diffComputeCluster(id, olds, news);
        if (decision.kind === "byInputs") return {};
        session.say("info", decision.reason, urn, false);
        await session.host.log.flush(urn);
        if (decision.kind === "drift") return { changes: true };
        return { replaces: [...decision.properties], changes: true, deleteBeforeReplace: decision.deleteFirst };
    }

    create(inputs: Properties): Promise<dynamic.CreateResult> {
        return this.operation(inputs, async (scene) => {
            const { clusterId, outputs } = await createCluster(scene, inputs);
            return { id: clusterId, outs: sanitize(outputs) };
        });
    }

    read(id: string, props: Properties = {}): Promise<dynamic.ReadResult> {
        return this.operation(props, async (scene) => {
            const reading = await readCluster(scene, id, props);
            return reading.kind === "gone" ? {} : { id, props: sanitize(reading.outputs) };
        });
    }

    update(id: string, olds: Properties, news: Properties): Promise<dynamic.UpdateResult> {
        return this.operation(news, async (scene) => ({ outs: sanitize(await updateCluster(scene, id, news)) }));
    }

    delete(id: string, props: Properties): Promise<void> {
        return this.operation(props, (scene) => deleteCluster(scene, id));
    }

    private operation<T>(properties: Properties, act: (scene: ClusterScene) => Promise<T>): Promise<T> {
        const { session, holders } = this;
        session.secrets.add(clusterSecrets(properties));
        const scene = session.withApi({ ...session.scene(urnOf(properties)), holders });
        return session.during(properties, () => act(scene));
    }
}
