import { relative } from "node:path";
import type { Context, RootHookObject } from "mocha";
import { root } from "../../tools/repository";
import { measure } from "./costs";

let end: () => void = () => undefined;

/** Around each test file, in whatever process runs it. */
export const mochaHooks: RootHookObject = {
    beforeAll(this: Context) {
        const file = this.test?.parent?.suites[0]?.file;
        if (file !== undefined) end = measure("file", relative(root, file).replaceAll("\\", "/"));
    },
    afterAll() {
        end();
    },
};
