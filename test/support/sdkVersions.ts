import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../tools/repository";

const { devDependencies } = JSON.parse(readFileSync(join(root, "test", "package.json"), "utf8")) as {
    devDependencies: Record<string, string>;
};

const versionOf = (name: string) => (devDependencies[name] ?? "").replace(/^npm:@pulumi\/pulumi@/, "");

/** The oldest and the newest `@pulumi/pulumi` that the package is tested with. */
export const SDK_VERSIONS = { oldest: versionOf("pulumi-sdk-oldest"), newest: versionOf("pulumi-sdk-newest") };
