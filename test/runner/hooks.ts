import { relative } from "node:path";
import fc from "fast-check";
import type { Context, RootHookObject } from "mocha";
import { root } from "../../tools/repository";
import { measure } from "./costs";

// Includes the error in the message: a cause does not get from a process of Mocha to its reporter.
fc.configureGlobal({ includeErrorInReport: true });

let end: () => void = () => undefined;

/** Measures each test file, in the process that runs it. */
export const mochaHooks: RootHookObject = {
    beforeAll(this: Context) {
        const file = this.test?.parent?.suites[0]?.file;
        if (file !== undefined) end = measure("file", relative(root, file).replaceAll("\\", "/"));
    },
    afterAll() {
        end();
    },
};
