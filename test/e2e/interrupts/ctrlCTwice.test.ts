import { interruptedLife } from "../../support/interrupts";

describe("interrupted commands", () => {
    interruptedLife("Ctrl-C is pressed twice", "ctrlCTwice", [
        "pluginBegins",
        "startIsCarriedOut",
        "runIsKnown",
        "runIsWaitedFor",
        "statusIsRead",
        "stopIsWaitedFor",
    ]);
});
