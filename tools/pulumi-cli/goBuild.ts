import { join } from "node:path";
import { coerce, gte } from "semver";
import { run } from "../process";
import { languageHostIn, pulumiIn } from "./cache";
import { ENGINE_VERSION, OLDEST_GO } from "./versions";

/** Says in one sentence why Go cannot build the CLI here, or `undefined` when it can. */
export async function whyNoGo(): Promise<string | undefined> {
    const { code, stdout } = await run("go", ["env", "GOVERSION"]);
    if (code !== 0) return "there is no Go on PATH";
    const version = coerce(stdout);
    if (version === null || !gte(version, OLDEST_GO)) return `Go on PATH is ${stdout.trim()}, older than ${OLDEST_GO}`;
    return undefined;
}

/** Builds the engine's CLI and the language host for Node from Go modules into a folder. */
export async function buildWithGo(folder: string, say: (line: string) => void, signal?: AbortSignal): Promise<void> {
    say(`Building the Pulumi CLI ${ENGINE_VERSION} from Go modules: 3 to 5 minutes, once ...`);
    const begin = Date.now();
    const heartbeat = setInterval(() => say(`  still building, ${Math.round((Date.now() - begin) / 1000)} s`), 30_000);
    try {
        const version = `github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${ENGINE_VERSION}`;
        await goBuild(
            signal,
            "language-host",
            "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
            languageHostIn(folder),
            ["-ldflags", "-s -w"],
        );
        await goBuild(signal, "engine", "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi", pulumiIn(folder), [
            "-tags",
            "osusergo,grpcnotrace",
            "-ldflags",
            `-s -w -X ${version}`,
        ]);
    } finally {
        clearInterval(heartbeat);
    }
    say(`  built in ${Math.round((Date.now() - begin) / 1000)} s`);
}

/** The modules are required from a module of ours, because `go install` refuses modules with `replace` lines. */
async function goBuild(
    signal: AbortSignal | undefined,
    module: string,
    target: string,
    output: string,
    flags: readonly string[],
): Promise<void> {
    const { code, stderr } = await run(
        "go",
        ["build", "-trimpath", "-buildvcs=false", ...flags, "-o", output, target],
        {
            cwd: join(__dirname, module),
            ...(signal && { signal }),
            env: { ...process.env, CGO_ENABLED: "0", GOFLAGS: "-mod=readonly", GOWORK: "off" },
        },
    );
    if (code !== 0) throw new Error(`go build of ${target} failed:\n${stderr}`);
}
