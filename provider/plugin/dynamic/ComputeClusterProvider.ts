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
import { OperationContext } from "../operationContext";
import type { PluginSession } from "../session";
import { configReader, runDynamicOperation, toCheckResult, urnOf } from "./protocol";

/**
 * The provider object that Pulumi's plugin process calls for every ComputeCluster. It translates between Pulumi's
 * protocol and the lifecycle floor, and decides nothing.
 */
export class ComputeClusterProvider implements dynamic.ResourceProvider {
    private readonly holders = new ClusterHolders();

    constructor(private readonly session: PluginSession) {}

    configure(request: dynamic.ConfigureRequest): Promise<void> {
        this.session.configure(configReader(request));
        return Promise.resolve();
    }

    check(olds: Properties, news: Properties): Promise<dynamic.CheckResult> {
        const { session } = this;
        return runDynamicOperation(session, [news], async () =>
            toCheckResult(checkComputeCluster(news), session.options().problems),
        );
    }

    diff(id: string, olds: Properties, news: Properties): Promise<dynamic.DiffResult> {
        const { session, holders } = this;
        return runDynamicOperation(session, [news], async (urn) => {
            const report = session.report(urn);
            if (!holders.claim(id, urn, { formerUrn: urnOf(olds) })) {
                report.warn(`cluster ${id} is the cluster of another resource of this stack as well`);
            }
            const decision = diffComputeCluster(id, olds, news);
            if (decision.kind === "byInputs") return {};
            report.info(decision.reason);
            if (decision.kind === "drift") return { changes: true };
            return { replaces: [...decision.properties], changes: true, deleteBeforeReplace: decision.deleteFirst };
        });
    }

    create(inputs: Properties): Promise<dynamic.CreateResult> {
        return this.operation(inputs, async (scene) => {
            const { clusterId, outputs } = await createCluster(scene, inputs);
            return { id: clusterId, outs: outputs };
        });
    }

    read(id: string, props: Properties = {}): Promise<dynamic.ReadResult> {
        return this.operation(props, async (scene) => {
            const result = await readCluster(scene, id, props);
            return result === "gone" ? {} : { id, props: result };
        });
    }

    update(id: string, olds: Properties, news: Properties): Promise<dynamic.UpdateResult> {
        return this.operation(news, async (scene) => ({ outs: await updateCluster(scene, id, news) }));
    }

    delete(id: string, props: Properties): Promise<void> {
        return this.operation(props, (scene) => deleteCluster(scene, id));
    }

    private operation<T>(properties: Properties, act: (scene: ClusterScene) => Promise<T>): Promise<T> {
        const { session, holders } = this;
        session.secrets.add(clusterSecrets(properties));
        return runDynamicOperation(session, [properties], (urn) => act(new ClusterContext(session, urn, holders)));
    }
}

class ClusterContext extends OperationContext implements ClusterScene {
    constructor(
        session: PluginSession,
        urn: string,
        readonly holders: ClusterHolders,
    ) {
        super(session, urn);
    }
}
