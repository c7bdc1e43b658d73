import { interruptedLife } from "../../support/interrupts";

describe("commands that are interrupted", () => {
    interruptedLife("pulumi is killed", "killPulumi", [
        "pluginBegins",
        "startIsSent",
        "runIsKnown",
        "runIsWaitedFor",
        "statusIsRead",
        "stopIsSent",
    ]);
});
