import { interruptedLife } from "../../support/interrupts";

describe("interrupted commands", () => {
    interruptedLife("pulumi is killed", "killPulumi", [
        "pluginBegins",
        "startIsSent",
        "runIsKnown",
        "runIsWaitedFor",
        "statusIsRead",
        "stopIsSent",
    ]);
});
