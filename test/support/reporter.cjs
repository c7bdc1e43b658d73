const { writeFileSync } = require("node:fs");
const { reporters, Runner } = require("mocha");

/** Mocha's usual lines, and the counts in a file for whoever started it. */
module.exports = class CountingReporter extends reporters.Spec {
    constructor(runner, options) {
        super(runner, options);
        runner.once(Runner.constants.EVENT_RUN_END, () => {
            const { passes, failures } = this.stats;
            if (process.env.COUNT_FILE !== undefined) {
                writeFileSync(process.env.COUNT_FILE, JSON.stringify({ passed: passes, failed: failures }));
            }
        });
    }
};
