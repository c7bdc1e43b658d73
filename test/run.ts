import { steps } from "./support/steps";
import { runSteps } from "./support/runSteps";

/** All tests, in the order in which a failure is cheapest to find. Arguments name the steps to run; all unless given. */
runSteps(steps, process.argv.slice(2)).then(
    (failed) => (process.exitCode = failed === 0 ? 0 : 1),
    (error: unknown) => {
        console.error(error instanceof Error ? error.message : error);
        process.exitCode = 1;
    },
);
