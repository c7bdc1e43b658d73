import { join } from "node:path";
import { coerce, gte } from "semver";
import { run } from "../process";
import { languageHostIn, pulumiIn } from "./cache";
import { ENGINE_VERSION, OLDEST_GO } from "./versions";

/** Reason why Go cannot build the CLI here; `undefined` if it can. */
export async function whyNoGo(): Promise<string | undefined> {
    const { code, stdout } = await run("go", ["env", "GOVERSION"]);
    if (code !== 0) return "there is no Go on PATH";
    const version = coerce(stdout);
    if (version === null || !gte(version, OLDEST_GO)) return `Go on PATH is ${stdout.trim()}, older than ${OLDEST_GO}`;
    return undefined;
}

/** Builds what the module specifies, regardless of the user's Go settings. */
export const GO_ENVIRONMENT = { CGO_ENABLED: "0", GOFLAGS: "-mod=readonly", GOWORK: "off" };

interface Program {
    readonly name: string;
    /** Folder of a module that requires the program's: `go install` rejects modules with `replace` directives. */
    readonly module: string;
    readonly package: string;
    readonly output: (folder: string) => string;
    readonly tags: readonly string[];
    readonly linkerFlags: string;
}

const PROGRAMS: readonly Program[] = [
    {
        name: "language host",
        module: "language-host",
        package: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
        output: languageHostIn,
        tags: [],
        linkerFlags: "-s -w",
    },
    {
        name: "CLI",
        module: "engine",
        package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
        output: pulumiIn,
        tags: ["osusergo", "grpcnotrace"],
        linkerFlags: `-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${ENGINE_VERSION}`,
    },
];

/**
 * Builds the engine's CLI and the language host for Node from Go modules into a folder. Go caches its downloads and
 * compiled packages, so that an interrupted build continues where it stopped.
 *
 * @param intervalMs interval of the progress messages
 */
export async function buildWithGo(
    folder: string,
    say: (line: string) => void,
    signal?: AbortSignal,
    intervalMs = 15_000,
): Promise<void> {
    say(`Building the Pulumi CLI ${ENGINE_VERSION} from Go modules: 3 to 5 minutes on two cores, once ...`);
    const begin = Date.now();
    const elapsed = () => `${Math.round((Date.now() - begin) / 1000)} s`;
    let progress = "";
    const heartbeat = setInterval(() => say(`  ${progress}, ${elapsed()}`), intervalMs);
    try {
        for (const program of PROGRAMS) await build(program, folder, signal, (text) => (progress = text));
    } finally {
        clearInterval(heartbeat);
    }
    say(`  built in ${elapsed()}`);
}

async function build(
    { name, module, package: target, output, tags, linkerFlags }: Program,
    folder: string,
    signal: AbortSignal | undefined,
    show: (progress: string) => void,
): Promise<void> {
    const options = {
        cwd: join(__dirname, module),
        ...(signal && { signal }),
        env: { ...process.env, ...GO_ENVIRONMENT },
    };
    const go = async (args: readonly string[], onLine: (line: string) => void): Promise<string> => {
        const onOutput = (text: string) => text.split("\n").forEach(onLine);
        const { code, stdout, stderr } = await run("go", args, { ...options, onOutput });
        if (code !== 0) throw new Error(`go ${args[0]} of ${target} failed:\n${stderr}`);
        return stdout;
    };
    let modules = 0;
    show(`${name}: modules downloaded: 0`);
    // Downloads missing modules.
    const packages = await go(["list", "-deps", `-tags=${tags.join()}`, target], (line) => {
        if (line.startsWith("go: downloading ")) show(`${name}: modules downloaded: ${(modules += 1)}`);
    });
    const total = packages.trim().split("\n").length;
    let compiled = 0;
    show(`${name}: 0 of ${total} packages compiled`);
    const flags = ["-v", "-trimpath", "-buildvcs=false", `-tags=${tags.join()}`, "-ldflags", linkerFlags];
    const args = ["build", ...flags, "-o", output(folder), target];
    // Prints each package that it compiles, but no cached ones.
    await go(args, (line) => {
        if (/^[\w.][^ :]*$/.test(line)) show(`${name}: ${(compiled += 1)} of ${total} packages compiled`);
    });
}
