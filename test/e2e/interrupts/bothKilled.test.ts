import { interruptedLife } from "../../support/interrupts";

describe("commands that are interrupted", () => {
    interruptedLife("pulumi and the plugin process are killed at once", "killBoth", [
        "startIsCarriedOut",
        "lostRunIsLookedFor",
        "runIsKnown",
        "runIsWaitedFor",
        "stopIsSent",
    ]);
});
