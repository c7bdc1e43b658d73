import type * as dynamic from "@pulumi/pulumi/dynamic";
import {
    checkComputeCluster,
    ClusterOwnership,
    type ClusterContext,
    clusterSecrets,
    createCluster,
    deleteCluster,
    diffComputeCluster,
    type Properties,
    readCluster,
    updateCluster,
} from "../../core";
import { ServiceContext } from "../serviceContext";
import type { PluginSession } from "../session";
import { DynamicProvider, toCheckResult } from "./protocol";

/**
 * The provider object that Pulumi's plugin process calls for every ComputeCluster. It translates between Pulumi's
 * protocol and `core`, and decides nothing.
 */
export class ComputeClusterProvider extends DynamicProvider implements dynamic.ResourceProvider {
    private readonly ownership = new ClusterOwnership();

    check(olds: Properties, news: Properties): Promise<dynamic.CheckResult> {
        const { session } = this;
        return this.runAsNamed(news, async (urn) => {
            const { inputs, problems, notice } = checkComputeCluster(news);
            if (notice !== undefined) session.report(urn).warn(notice);
            return toCheckResult({ inputs: this.keepIdentity(olds, inputs), problems }, session.options().problems);
        });
    }

    diff(id: string, olds: Properties, news: Properties): Promise<dynamic.DiffResult> {
        const { session, ownership } = this;
        return this.run([news], async (urn) => {
            const report = session.report(urn);
            if (!ownership.claim(id, urn)) {
                report.warn(`cluster ${id} is also the cluster of another resource of this stack`);
            }
            const decision = diffComputeCluster(id, olds, news);
            if (decision.kind === "byInputs") return {};
            // The engine also calls `diff` in a refresh, which should not report what an update would do.
            if (this.isDeclared(urn)) report.info(decision.reason);
            if (decision.kind === "drift") return { changes: true };
            return { replaces: [...decision.properties], changes: true, deleteBeforeReplace: decision.deleteFirst };
        });
    }

    create(inputs: Properties): Promise<dynamic.CreateResult> {
        return this.runAsNamed(inputs, async (urn) => {
            const { clusterId, outputs } = await createCluster(this.context(urn, inputs), inputs);
            return { id: clusterId, outs: outputs };
        });
    }

    read(id: string, props: Properties = {}): Promise<dynamic.ReadResult> {
        return this.operation(props, async (context) => {
            const result = await readCluster(context, id, props);
            return result === "gone" ? {} : { id, props: result };
        });
    }

    update(id: string, olds: Properties, news: Properties): Promise<dynamic.UpdateResult> {
        return this.operation(news, async (context) => ({ outs: await updateCluster(context, id, news) }));
    }

    delete(id: string, props: Properties): Promise<void> {
        return this.operation(props, (context) => deleteCluster(context, id));
    }

    private operation<T>(properties: Properties, act: (context: ClusterContext) => Promise<T>): Promise<T> {
        return this.run([properties], (urn) => act(this.context(urn, properties)));
    }

    private context(urn: string, properties: Properties): ClusterContext {
        const { session, ownership } = this;
        session.secrets.registerValues(clusterSecrets(properties));
        return new ClusterServiceContext(session, urn, [properties], ownership);
    }
}

class ClusterServiceContext extends ServiceContext implements ClusterContext {
    constructor(
        session: PluginSession,
        urn: string,
        propertySets: readonly Properties[],
        readonly ownership: ClusterOwnership,
    ) {
        super(session, urn, propertySets);
    }
}
