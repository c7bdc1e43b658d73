// Loaded into the Node processes of tests: runs the package's clock at the speed of the test's simulator, so that waits
// of minutes take seconds, or time limits are longer on a busy machine. Requests, the engine and everything else keep
// real time. TEST_CLOCK: the real time (milliseconds since 1970) at which both changed their speed, and the speed.
const Module = require("node:module");

const [begin, speed] = (process.env.TEST_CLOCK ?? "").split(" ").map(Number);
if (speed > 0 && speed !== 1) {
    const load = Module._load;
    Module._load = function (request, ...rest) {
        const loaded = load.call(this, request, ...rest);
        if (request === "./clock" && loaded.systemClock !== undefined) pace(loaded.systemClock);
        return loaded;
    };
}

function pace(clock) {
    if (clock.isPaced) return;
    const { now, wallTime, sleep } = clock;
    Object.assign(clock, {
        isPaced: true,
        now: () => now() * speed,
        wallTime: () => begin + (wallTime() - begin) * speed,
        sleep: (ms) => sleep(ms / speed),
    });
}
