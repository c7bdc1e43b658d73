import { interruptedLife } from "../../support/interrupts";

describe("interrupted commands", () => {
    interruptedLife("the plugin process is killed", "killPlugin", [
        "startIsCarriedOut",
        "lostRunIsLookedFor",
        "runIsWaitedFor",
        "statusIsRead",
        "stopIsCarriedOut",
    ]);
});
