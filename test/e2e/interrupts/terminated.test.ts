import { interruptedLife } from "../../support/interrupts";

describe("interrupted commands", () => {
    interruptedLife("SIGTERM, as a CI job that is cancelled gets it", "terminate", [
        "runIsKnown",
        "runIsWaitedFor",
        "stopIsSent",
    ]);
});
