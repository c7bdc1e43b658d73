import { interruptedStack } from "../../support/interrupts";

describe("a command whose processes all end at once", () => {
    interruptedStack("both are killed at each step of a start", [
        ["pluginBegins", "killBoth"],
        ["startIsCarriedOut", "killBoth"],
        ["lostRunIsLookedFor", "killBoth"],
        ["runIsWaitedFor", "killBoth"],
        ["runIsWaitedFor", "killPulumi"],
    ]);
    interruptedStack(
        "whatever comes right after the service's answer",
        [
            ["runIsKnown", "killBoth"],
            ["runIsKnown", "killPulumi"],
            ["runIsKnown", "killPlugin"],
            ["runIsKnown", "ctrlCTwice"],
            ["runIsKnown", "terminate"],
        ],
        ["one"],
    );
});
