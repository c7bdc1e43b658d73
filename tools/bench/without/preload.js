// Preloaded into the program and the plugin process of a `pulumi` (`NODE_OPTIONS=--require`): undoes one optimisation of the
// package there, as soon as its file has been loaded, so that it can be measured what it is worth.
const Module = require("node:module");
const { sep } = require("node:path");
const { OPTIMISATIONS } = require("./optimisations");

const { undo } = OPTIMISATIONS[process.env.BENCH_WITHOUT];
const load = Module._extensions[".js"];

Module._extensions[".js"] = function (module, file) {
    load.call(this, module, file);
    const [, path] = file.split(`${sep}provider${sep}dist${sep}`);
    if (path !== undefined) undo[path.replaceAll(sep, "/")]?.(module.exports, module);
};
