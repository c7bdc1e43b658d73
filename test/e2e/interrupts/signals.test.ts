import { interruptedStack } from "../../support/interrupts";

describe("a command that is ended by signals", () => {
    interruptedStack("Ctrl-C is pressed twice at each step of a start", [
        ["pluginBegins", "ctrlCTwice"],
        ["startIsCarriedOut", "ctrlCTwice"],
        ["runIsWaitedFor", "ctrlCTwice"],
        ["runIsWaitedFor", "terminate"],
        ["statusIsRead", "ctrlCTwice"],
    ]);
    interruptedStack("SIGTERM, as a CI job that is cancelled gets it", [
        ["pluginBegins", "terminate"],
        ["runIsKnown", "terminate"],
        ["runIsWaitedFor", "terminate"],
        ["stopIsSent", "terminate"],
        ["stopIsWaitedFor", "terminate"],
    ]);
});
