import { interruptedLife } from "../../support/interrupts";

describe("interrupted commands", () => {
    interruptedLife("pulumi and the plugin process are killed at once", "killBoth", [
        "startIsCarriedOut",
        "lostRunIsLookedFor",
        "runIsKnown",
        "runIsWaitedFor",
        "stopIsSent",
    ]);
});
