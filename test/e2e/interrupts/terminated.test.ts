import { interruptedLife } from "../../support/interrupts";

describe("commands that are interrupted", () => {
    interruptedLife("SIGTERM, as a CI job that is cancelled gets it", "terminate", [
        "runIsKnown",
        "runIsWaitedFor",
        "stopIsSent",
    ]);
});
