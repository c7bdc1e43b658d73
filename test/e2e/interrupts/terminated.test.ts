import { interruptedLife } from "../../support/interrupts";

describe("interrupted commands", () => {
    interruptedLife("pulumi receives SIGTERM, as in a canceled CI job", "terminate", [
        "runIsKnown",
        "runIsWaitedFor",
        "stopIsSent",
    ]);
});
