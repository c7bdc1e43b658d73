import { SEED } from "../../simulator/seed";
import type { Properties } from "../../provider/core";
import { runSpecOf } from "../../provider/core/recovery/runSpec";
import { parseInputs } from "../../provider/core/runs/runInputs";
import type { Program } from "./engineModel";
import type { Schedule } from "./schedule";

export const SECRET = "explorer-secret-value";

/** The runs that the resources of a schedule request. Each start has a mark of its requester, which CCM never shows. */
export class WantedRuns {
    private readonly marksByHash = new Map<string, string>();

    constructor(private readonly schedule: Schedule) {
        for (const index of schedule.groups.keys()) {
            for (const generation of [0, 1]) {
                const { inputs = "" } = runSpecOf(parseInputs(this.inputs(index, generation)));
                this.marksByHash.set(inputs, this.markOf(index, generation));
            }
        }
    }

    markOf(index: number, generation: number): string {
        return `group ${this.schedule.groups[index]} generation ${generation}`;
    }

    /** The mark of a start by the hash of its inputs. */
    markOfHash(hash: string | undefined): string | undefined {
        return this.marksByHash.get(hash ?? "");
    }

    markOfInputs(inputs: Properties): string | undefined {
        return this.markOfHash(runSpecOf(parseInputs(inputs)).inputs);
    }

    /** @param generations by resource; one that is `undefined` is not declared */
    program(generations: readonly (number | undefined)[]): { program: Program; marks: ReadonlyMap<string, string> } {
        const declared = generations.flatMap((generation, index) =>
            generation === undefined ? [] : [{ generation, index }],
        );
        return {
            program: new Map(declared.map(({ generation, index }) => [nameOf(index), this.inputs(index, generation)])),
            marks: new Map(declared.map(({ generation, index }) => [nameOf(index), this.markOf(index, generation)])),
        };
    }

    private inputs(index: number, generation: number): Properties {
        const { lookAlike, waitFor } = this.schedule;
        const mark = this.markOf(index, generation);
        return { ...inputsOf(mark, lookAlike ? "scoring" : mark), waitFor };
    }
}

/** The inputs of a run with a mark in a place that CCM does not show. */
export function inputsOf(mark: string, namespace: string): Properties {
    const path = ["runtimeConfigs", SEED.runtimeConfigIds["2"], "deployment", "kubernetes", "jobSpec", "secret"];
    return {
        graphId: SEED.graphId,
        graphVersion: "2",
        deployment: { kubernetesSingleJob: { namespace, clusterId: SEED.kubernetesClusterId } },
        runtimeConfigs: {
            [SEED.runtimeConfigIds["2"]]: { deployment: { kubernetes: { jobSpec: { mark, secret: SECRET } } } },
        },
        __secretPaths: [path],
    };
}

export function nameOf(index: number): string {
    return `r${index}`;
}
