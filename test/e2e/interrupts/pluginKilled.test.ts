import { interruptedLife } from "../../support/interrupts";

describe("commands that are interrupted", () => {
    interruptedLife("the plugin process is killed", "killPlugin", [
        "startIsCarriedOut",
        "lostRunIsLookedFor",
        "runIsWaitedFor",
        "statusIsRead",
        "stopIsCarriedOut",
    ]);
});
