import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The files of a project whose JavaScript program declares the resources in `resources.json`. */
export function defaultProject(): Record<string, string> {
    return {
        // The program is JavaScript: the compiler need not be loaded.
        "Pulumi.yaml": "name: test\nruntime:\n  name: nodejs\n  options:\n    typescript: false\n",
        "package.json": JSON.stringify({ name: "test", main: "program.js", private: true }),
        "program.js": readFileSync(join(__dirname, "program.js"), "utf8"),
        "resources.json": "{}",
    };
}
