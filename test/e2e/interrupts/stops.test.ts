import { interruptedStack } from "../../support/interrupts";

describe("a destroy that is interrupted", () => {
    interruptedStack(
        "a destroy is interrupted as its stop is sent",
        [
            ["runIsKnown", "killBoth"],
            ["runIsWaitedFor", "killPulumi"],
            ["stopIsSent", "killPulumi"],
            ["stopIsSent", "killBoth"],
            ["stopIsSent", "ctrlCTwice"],
        ],
        ["one"],
    );
    interruptedStack("a destroy is interrupted as its stop is carried out", [
        ["startIsCarriedOut", "killBoth"],
        ["runIsWaitedFor", "killBoth"],
        ["stopIsCarriedOut", "killPlugin"],
        ["stopIsWaitedFor", "killPulumi"],
        ["stopIsWaitedFor", "ctrlCTwice"],
    ]);
});
