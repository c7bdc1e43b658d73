import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Command } from "commander";
import { SEED } from "fortanix-ccm-simulator";
import { ensurePulumi } from "../../tools/pulumi-cli/ensurePulumi";
import { Ccm } from "../support/control";
import { loseDisk, unlock } from "../support/interrupts";
import { environmentFor, kubernetesRun, type Scenario } from "../support/scenario";
import { TestStack } from "../support/stack";

/**
 * `double`: Ctrl-C twice within the last 600 ms of a create, on one machine. The others end an update of four runs at a
 * random point and continue on another machine: with different targets (`apart`), with targets that are
 * indistinguishable in CCM (`alike`), or indistinguishable while CCM shows the jobs (`shown`).
 */
const KINDS = ["double", "apart", "alike", "shown"] as const;
type Kind = (typeof KINDS)[number];

const ENDS = ["kill", "ctrlCTwice", "ciCancel"] as const;

const RUNS = [0, 1, 2, 3];
const image = (index: number) => `image-${index}`;

function program(kind: Kind, args: Record<string, unknown>) {
    const id = SEED.runtimeConfigIds["2"];
    const one = (index: number) => {
        const namespace = kind === "apart" ? `namespace-${index}` : "scoring";
        const jobSpec = { template: { image: image(index) } };
        return kubernetesRun({
            deployment: { kubernetesSingleJob: { namespace, clusterId: SEED.kubernetesClusterId } },
            runtimeConfigs: { [id]: { deployment: { kubernetes: { jobSpec } } } },
            ...args,
        });
    };
    const indexes = kind === "double" ? [0] : RUNS;
    return Object.fromEntries(indexes.map((index) => [`run${index}`, one(index)]));
}

/** Creates a stack in its own file backend, or in its own prefix of the given bucket, whose locks `cancel` removes. */
async function stackIn(ccm: Ccm, backend: string | undefined): Promise<Scenario & { unlock: () => Promise<void> }> {
    const own = await TestStack.create(environmentFor(ccm));
    if (backend === undefined) {
        const scenario = { ccm, stack: own };
        return { ...scenario, unlock: async () => unlock(scenario) };
    }
    const [, bucket = backend, query = ""] = /^([^?]*)(.*)$/.exec(backend) ?? [];
    const stack = own.with({ PULUMI_BACKEND_URL: `${bucket}/${randomUUID()}${query}` });
    await stack.mustRun("stack", "init", "test");
    return { ccm, stack, unlock: async () => void (await stack.run("cancel", "--yes")) };
}

/** Ends an update as a crash, a user or a CI system would, some time after its plugin process started. */
async function endUpdate(stack: TestStack, how: (typeof ENDS)[number], afterMs: number): Promise<void> {
    const { child, outcome, until } = stack.start("up", "--yes", "--skip-preview");
    await until("the plugin process", () => stack.plugins().length > 0).catch(() => undefined);
    await delay(afterMs);
    if (how === "kill") {
        child.kill("SIGKILL");
    } else if (how === "ctrlCTwice") {
        child.kill("SIGINT");
        await delay(200);
        child.kill("SIGINT");
    } else {
        child.kill("SIGINT");
        await Promise.race([outcome, delay(7500)]);
        child.kill("SIGTERM");
        await Promise.race([outcome, delay(2500)]);
        child.kill("SIGKILL");
    }
    await outcome;
    stack.endProcesses();
}

/** The runs in state by resource name, from any backend. */
async function runsInState(stack: TestStack): Promise<ReadonlyMap<string, string>> {
    const file = join(stack.folder, "exported.json");
    await stack.mustRun("stack", "export", "--file", file);
    const { deployment } = JSON.parse(readFileSync(file, "utf8")) as {
        deployment: { resources?: readonly { urn: string; id?: string; delete?: boolean }[] };
    };
    const runs = (deployment.resources ?? []).filter(
        ({ urn, delete: isReplaced }) => /::run\d$/.test(urn) && !isReplaced,
    );
    return new Map(runs.map(({ urn, id = "" }) => [urn.split("::").at(-1) ?? "", id]));
}

type Result = "recovered" | "refused";

/** Runs one attempt. @throws Error if a guarantee is violated */
async function attempt(kind: Kind, index: number, backend: string | undefined): Promise<Result> {
    await using ccm = await Ccm.start();
    const pendingSeconds = kind === "double" ? 2 : 600;
    await ccm.script({ pendingSeconds, echoSpecs: kind === "shown" });
    const scenario = await stackIn(ccm, backend);
    const { stack } = scenario;
    stack.declare(program(kind, {}));
    if (kind === "double") {
        const { child, outcome, until } = stack.start("up", "--yes", "--skip-preview");
        await until("the run", async () => (await ccm.runs()).length > 0);
        // The create ends within 600 ms of the second Ctrl-C, before or after it.
        await delay(1300 + (index % 60) * 20);
        child.kill("SIGINT");
        await delay(200);
        child.kill("SIGINT");
        await outcome;
        stack.endProcesses();
        await scenario.unlock();
    } else {
        await endUpdate(stack, ENDS[index % ENDS.length] ?? "kill", (index * 137) % 2500);
        await scenario.unlock();
        loseDisk(scenario);
    }
    const before = (await ccm.runs()).length;
    stack.declare(program(kind, { waitFor: "NONE" }));
    const up = await stack.up();
    const runs = await ccm.runs();
    const images = new Map(runs.map(({ runId, request }) => [runId, /image-\d/.exec(JSON.stringify(request))?.[0]]));
    const expected = Object.keys(program(kind, {})).length;
    const said = `${up.output}\n${JSON.stringify(runs.map(({ runId, status }) => [runId, status]))}`;
    const state = await runsInState(stack);
    for (const [name, id] of state) {
        assert.equal(images.get(id), image(Number(name.slice(3))), `${name} has another resource's run\n${said}`);
    }
    for (const one of RUNS) {
        const same = runs.filter(({ runId }) => images.get(runId) === image(one));
        assert.ok(same.length <= 1, `${image(one)} was started twice\n${said}`);
    }
    if (up.code !== 0) {
        assert.equal(kind, "alike", said);
        assert.match(up.output, /Nothing more was started/);
    } else {
        assert.equal(runs.length, expected, `${before} runs before the update\n${said}`);
        assert.equal(state.size, expected, said);
    }
    stack.endProcesses();
    await stack.remove();
    return up.code === 0 ? "recovered" : "refused";
}

async function main(kind: Kind, tries: number, parallel: number, backend: string | undefined): Promise<void> {
    await ensurePulumi(console.log);
    const counts = { recovered: 0, refused: 0, broken: 0 };
    let next = 0;
    const work = async () => {
        while (next < tries) {
            const index = next++;
            try {
                counts[await attempt(kind, index, backend)] += 1;
            } catch (error) {
                counts.broken += 1;
                console.error(`${kind} ${index}: ${error instanceof Error ? error.message : String(error)}`);
            }
        }
    };
    await Promise.all(Array.from({ length: parallel }, work));
    console.log(`${kind}, ${tries} tries: ${JSON.stringify(counts)}`);
    if (counts.broken > 0) process.exitCode = 1;
}

new Command("late-interrupts")
    .option("--kind <kind>", KINDS.join(", "), "double")
    .option("--tries <number>", "how many", "200")
    .option("--parallel <number>", "at a time", "3")
    .option("--backend <url>", "a bucket: s3://name?endpoint=127.0.0.1:9000&disableSSL=true&s3ForcePathStyle=true")
    .action((options: { kind: string; tries: string; parallel: string; backend?: string }) => {
        const { kind, tries, parallel, backend } = options;
        return main(KINDS.find((one) => one === kind) ?? "double", Number(tries), Number(parallel), backend);
    })
    .parseAsync()
    .catch((error: unknown) => {
        console.error(error);
        process.exitCode = 1;
    });
