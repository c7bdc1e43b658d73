import { interruptedLife } from "../../support/interrupts";

describe("commands that are interrupted", () => {
    interruptedLife("Ctrl-C is pressed twice", "ctrlCTwice", [
        "pluginBegins",
        "startIsCarriedOut",
        "runIsKnown",
        "runIsWaitedFor",
        "statusIsRead",
        "stopIsWaitedFor",
    ]);
});
