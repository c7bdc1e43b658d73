import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../tools/repository";

export interface Example {
    /** Its program, for the project of a test's stack. */
    readonly files: Readonly<Record<string, string>>;
    /** Settings of its README, by key. */
    readonly settings: Readonly<Record<string, string>>;
    /** Keys of the settings that are secrets. */
    readonly secrets: readonly string[];
    readonly readme: string;
}

const folder = join(root, "examples");

/** The folders of all examples that are projects; the template for `pulumi new` is not one yet. */
export function exampleNames(): string[] {
    return readdirSync(folder, { recursive: true, encoding: "utf8" })
        .filter((path) => /(?<!node_modules.*)Pulumi\.yaml$/.test(path))
        .map((path) => path.slice(0, -"Pulumi.yaml".length - 1).replaceAll("\\", "/"))
        .filter((name) => name !== "template")
        .sort();
}

export function readExample(name: string): Example {
    const read = (file: string) => readFileSync(join(folder, name, file), "utf8");
    const programs = readdirSync(join(folder, name)).filter((file) => file.endsWith(".ts"));
    const readme = read("README.md");
    const project = existsSync(join(folder, name, "Pulumi.yaml")) ? read("Pulumi.yaml") : "";
    const settings = [...readme.matchAll(/^pulumi config set (--secret )?(\w+) (\S+)$/gm)];
    return {
        readme,
        settings: Object.fromEntries(settings.map(([, , key = "", value = ""]) => [key, value])),
        secrets: settings.filter(([, secret]) => secret !== undefined).map(([, , key = ""]) => key),
        files: {
            ...Object.fromEntries(programs.map((file) => [file, read(file)])),
            "Pulumi.yaml": project.replace(/^name: .*$/m, "name: test"),
            "package.json": JSON.stringify({ name: "test", private: true, main: "index.ts" }),
        },
    };
}
