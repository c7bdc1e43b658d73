import { Command } from "commander";
import fc from "fast-check";
import { ensurePulumi } from "../../tools/pulumi-cli/ensurePulumi";
import { Ccm } from "../support/control";
import { checkRecovery, ENDINGS, interrupt, MOMENTS, type Ending, type MomentName } from "../support/interrupts";
import { environmentFor, kubernetesRun } from "../support/scenario";
import { TestStack } from "../support/stack";

interface Interruption {
    readonly when: MomentName | "any";
    readonly how: Ending;
    /** For `any`: time since the start of the command. */
    readonly afterMs: number;
}

const names = (object: object) => Object.keys(object);
// Only moments that every history reaches: waiting for others could time out. `any` reaches those by chance.
const certain = ["pluginBegins", "runIsKnown"] as MomentName[];
const interruption: fc.Arbitrary<Interruption> = fc.record({
    when: fc.oneof(fc.constantFrom(...certain), fc.constant("any" as const)),
    how: fc.constantFrom(...(names(ENDINGS) as Ending[])),
    afterMs: fc.oneof(fc.integer({ min: 300, max: 2500 }), fc.integer({ min: 300, max: 8000 })),
});
const history = fc.record({
    interruptions: fc.array(interruption, { minLength: 1, maxLength: 4 }),
    runs: fc.integer({ min: 1, max: 5 }),
});

/** Interrupts the real CLI and its plugin process at random, and prints a history that violates a guarantee. */
async function main(minutes: number, seed: number, path: string | undefined): Promise<void> {
    await ensurePulumi(console.log);
    const end = performance.now() + minutes * 60_000;
    let histories = 0;
    const property = fc.asyncProperty(history, async ({ interruptions, runs }) => {
        await using ccm = await Ccm.start();
        await ccm.script({ pendingSeconds: 600, stoppingSeconds: 2 });
        const stack = await TestStack.create(environmentFor(ccm));
        const program = (args: Record<string, unknown>) =>
            Object.fromEntries(Array.from({ length: runs }, (_, index) => [`run${index}`, kubernetesRun(args)]));
        stack.declare(program({}));
        for (const { when, how, afterMs } of interruptions) {
            const moment = when === "any" ? { command: "up" as const, afterMs } : MOMENTS[when];
            await interrupt({ ccm, stack }, moment, how);
        }
        stack.declare(program({ waitFor: "NONE" }));
        await checkRecovery({ ccm, stack }, names(program({})));
        stack.endProcesses();
        await stack.remove();
        histories += 1;
        console.log(
            `${histories}: ${runs} runs, ${interruptions.map(({ when, how }) => `${how} at ${when}`).join(", ")}`,
        );
    });
    const result = await fc.check(property, {
        numRuns: path === undefined ? 100_000 : 1,
        seed,
        // oxlint-disable-next-line typescript/no-deprecated -- the type of its replacement accepts no property
        ...(path === undefined ? { interruptAfterTimeLimit: end - performance.now(), endOnFailure: true } : { path }),
    });
    if (result.failed && result.counterexample !== null) {
        console.error(result.errorInstance instanceof Error ? result.errorInstance.message : result.errorInstance);
        console.error(`\nhistory: ${JSON.stringify(result.counterexample[0])}`);
        console.error(`replay: npm run chaos -- --seed ${seed} --path ${result.counterexamplePath}`);
        process.exitCode = 1;
    } else console.log(`${histories} histories in ${minutes} min: no promise was broken (seed ${seed})`);
}

new Command("chaos")
    .option("--minutes <number>", "for how long", "20")
    .option("--seed <number>", "takes the histories of this seed")
    .option("--path <path>", "replays one of them, as printed with a failure")
    .action(({ minutes, seed, path }: { minutes: string; seed?: string; path?: string }) =>
        main(Number(minutes), Number(seed ?? Date.now() % 1_000_000), path),
    )
    .parseAsync()
    .catch((error: unknown) => {
        console.error(error);
        process.exitCode = 1;
    });
