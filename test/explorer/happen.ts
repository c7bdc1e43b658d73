import { SEED } from "../../simulator/seed";
import type { EngineModel } from "./engineModel";
import type { Event } from "./schedule";
import type { VirtualService } from "./virtualService";

/** Applies an event to a stack or to the service while a command runs. */
export function happen({ what, size }: Event, engine: EngineModel, service: VirtualService): void {
    const { world } = service;
    const run = service.started[size % Math.max(1, service.started.length)]?.run;
    switch (what) {
        case "interrupt":
            engine.interrupt();
            break;
        case "killPulumi":
            engine.kill("pulumi");
            break;
        case "killPlugin":
            engine.kill("plugin");
            break;
        case "killBoth":
            engine.kill("both");
            break;
        case "end":
        case "fail":
            if (run !== undefined && !world.isOver(run)) world.end(run, what === "end" ? "SUCCEEDED" : "FAILED");
            break;
        case "purge":
            if (run !== undefined && world.isOver(run)) run.purged = true;
            break;
        case "foreign": {
            const deployment = {
                kubernetes_single_job: { namespace: "scoring", cluster_id: SEED.kubernetesClusterId },
            };
            service.start({ graph_id: SEED.graphId, graph_version: "2", deployment });
            break;
        }
        case "expire":
            // Longer than a wait tolerates, or shorter.
            service.refuseFor(size * 30_000);
            break;
        case "repeatRows":
            service.list = { ...service.list, repeats: true };
            break;
        case "hideRow":
            // As a lagging list does.
            if (run !== undefined) {
                service.list = {
                    ...service.list,
                    hides: { runId: run.runId, untilMs: service.clock.now() + 15_000 },
                };
            }
            break;
        case "jump":
            service.clock.jump((size - 5) * 3600_000);
            break;
    }
}
