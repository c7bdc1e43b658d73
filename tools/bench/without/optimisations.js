// What makes the package faster, and how to take it away again: for files of the compiled package, what is done to their
// exports. A unit test holds that they can still be taken away.
const fs = require("node:fs");

/** Replaces an export. */
function replace(exports, name, value) {
    if (typeof exports[name] !== "function") throw new Error(`the package has no ${name} any more`);
    exports[name] = value;
}

/** Loads the packages that are loaded when they are needed. */
function loadAll(exports, module) {
    for (const name of ["axios", "yaml"]) module.require(name);
}

const OPTIMISATIONS = {
    nothing: { what: "nothing", undo: {} },
    "stack-traces": {
        what: "no stack traces for properties, which only Pulumi's hunt for leaks reads",
        undo: {
            "resourceParts.js": (exports) =>
                replace(exports, "pauseTraces", () => ({ resume: () => undefined, locate: (error) => error })),
        },
    },
    "urn-at-once": {
        what: "a resource's URN is text, not an output, at the top of a stack",
        undo: {
            "resourceParts.js": (exports, module) => {
                const { createUrn, output } = module.require("@pulumi/pulumi");
                replace(exports, "hiddenInputs", (type, provider, name, options) => {
                    const urn = createUrn(name, type, options?.parent);
                    return { __provider: provider, __urn: output(new Promise((resolve) => urn.apply(resolve))) };
                });
            },
        },
    },
    "lazy-loading": {
        what: "HTTP client and YAML loaded when they are needed",
        undo: { "index.js": loadAll, "dynamic/runtime.js": loadAll },
    },
    "shared-looks": {
        what: "one look at the list for many runs",
        undo: {
            "lifecycle/watching/decideLook.js": (exports) =>
                replace(exports, "decideLook", () => ({ by: "status", reason: "each by itself" })),
        },
    },
    "list-left-alone": {
        what: "a list that does not show who asks is left alone for a minute",
        undo: {
            "lifecycle/watching/sharedLooks.js": ({ SharedLooks: { prototype } }) => {
                const { decide } = prototype;
                replace(prototype, "decide", function () {
                    this.leftAloneUntil = -Infinity;
                    return decide.call(this);
                });
            },
        },
    },
    "row-lines": {
        what: "a line that gives way at once is not sent",
        undo: {
            "dynamic/rowLines.js": ({ RowLines: { prototype } }) =>
                replace(prototype, "send", function (line) {
                    this.append(this.rowOf(line.urn), line);
                }),
        },
    },
    "journal-at-once": {
        what: "a resource's own journal is read synchronously",
        undo: {
            "dynamic/fileJournal.js": ({ FileJournal: { prototype } }) =>
                replace(prototype, "read", async function () {
                    return this.recordsIn(await fs.promises.readFile(this.place, "utf8").catch(() => ""));
                }),
        },
    },
    "journal-lines": {
        what: "lines are added to a journal, where a file took the place of another",
        undo: {
            "dynamic/durableFile.js": (exports) =>
                replace(exports, "appendToFile", (path, text) => exports.replaceFile(path, text)),
            "dynamic/confirmRun.js": (exports, module) => {
                const { confirmStart, entryLine, entryOf } = module.require("./journalText");
                replace(exports, "confirmRun", (file, runId) => {
                    if (!fs.existsSync(file)) return;
                    const entry = entryOf(fs.readFileSync(file, "utf8"));
                    const starts = confirmStart(entry.starts, runId);
                    if (starts === entry.starts) return;
                    fs.writeFileSync(`${file}.draft`, entryLine({ ...entry, starts }), { mode: 0o600 });
                    fs.renameSync(`${file}.draft`, file);
                });
            },
        },
    },
};

module.exports = { OPTIMISATIONS };
