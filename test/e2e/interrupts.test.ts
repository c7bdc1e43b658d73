import assert from "node:assert/strict";
import { checkRecovery, interrupt, type Ending, type MomentName } from "../support/interrupts";
import { inStack, kubernetesRun } from "../support/scenario";

type Interruption = readonly [when: MomentName, how: Ending];

/** Stacks, each interrupted several times in a row before it gets an `up` to itself. Forty interruptions in all. */
const histories: Record<string, readonly Interruption[]> = {
    "pulumi is killed at each step of a start": [
        ["pluginBegins", "killPulumi"],
        ["startIsSent", "killPulumi"],
        ["runIsWaitedFor", "killPulumi"],
        ["runIsWaitedFor", "killPulumi"],
        ["statusIsRead", "killPulumi"],
    ],
    "the plugin process is killed at each step of a start": [
        ["pluginBegins", "killPlugin"],
        ["startIsCarriedOut", "killPlugin"],
        ["lostRunIsLookedFor", "killPlugin"],
        ["runIsWaitedFor", "killPlugin"],
        ["statusIsRead", "killPlugin"],
    ],
    "both are killed at each step of a start": [
        ["pluginBegins", "killBoth"],
        ["startIsSent", "killBoth"],
        ["lostRunIsLookedFor", "killBoth"],
        ["runIsWaitedFor", "killBoth"],
        ["runIsWaitedFor", "killPulumi"],
    ],
    "Ctrl-C is pressed twice at each step of a start": [
        ["pluginBegins", "ctrlCTwice"],
        ["startIsCarriedOut", "ctrlCTwice"],
        ["runIsWaitedFor", "ctrlCTwice"],
        ["runIsWaitedFor", "terminate"],
        ["statusIsRead", "ctrlCTwice"],
    ],
    "whatever comes right after the service's answer": [
        ["startIsAnswered", "killBoth"],
        ["startIsAnswered", "killPulumi"],
        ["startIsAnswered", "killPlugin"],
        ["startIsAnswered", "ctrlCTwice"],
        ["startIsAnswered", "terminate"],
    ],
    "a destroy is interrupted as its stop is sent": [
        ["startIsAnswered", "killBoth"],
        ["runIsWaitedFor", "killPulumi"],
        ["stopIsSent", "killPulumi"],
        ["stopIsSent", "killBoth"],
        ["stopIsSent", "ctrlCTwice"],
    ],
    "a destroy is interrupted as its stop is carried out": [
        ["startIsCarriedOut", "killBoth"],
        ["runIsWaitedFor", "killBoth"],
        ["stopIsCarriedOut", "killPlugin"],
        ["stopIsWaitedFor", "killPulumi"],
        ["stopIsWaitedFor", "ctrlCTwice"],
    ],
    "SIGTERM, as a CI job that is cancelled gets it": [
        ["pluginBegins", "terminate"],
        ["startIsSent", "terminate"],
        ["runIsWaitedFor", "terminate"],
        ["stopIsSent", "terminate"],
        ["stopIsWaitedFor", "terminate"],
    ],
};

describe("interrupted commands", () => {
    for (const [promise, interruptions] of Object.entries(histories)) {
        inStack(`${promise}: nothing is lost, started twice or forgotten`, async (scenario) => {
            const { ccm, stack } = scenario;
            await ccm.script({ pendingSeconds: 600, stoppingSeconds: 3 });
            // Two that ask for the very same, so that neither may take the other's.
            stack.declare({ one: kubernetesRun(), twin: kubernetesRun() });
            for (const [when, how] of interruptions) await interrupt(scenario, when, how);
            await checkRecovery(scenario, ["one", "twin"]);
            const stopped = interruptions.some(([when]) => when.startsWith("stop"));
            if (!stopped) assert.equal((await ccm.runs()).length, 2, "each wanted start happened exactly once");
        });
    }
});
