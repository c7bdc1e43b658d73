import { interruptedStack } from "../../support/interrupts";

describe("a command whose pulumi or plugin process is killed", () => {
    interruptedStack("pulumi is killed at each step of a start", [
        ["pluginBegins", "killPulumi"],
        ["startIsSent", "killPulumi"],
        ["runIsWaitedFor", "killPulumi"],
        ["runIsWaitedFor", "killPulumi"],
        ["statusIsRead", "killPulumi"],
    ]);
    interruptedStack("the plugin process is killed at each step of a start", [
        ["pluginBegins", "killPlugin"],
        ["startIsCarriedOut", "killPlugin"],
        ["lostRunIsLookedFor", "killPlugin"],
        ["runIsWaitedFor", "killPlugin"],
        ["statusIsRead", "killPlugin"],
    ]);
});
