import { Command, InvalidArgumentError } from "commander";
import { SEED } from "fortanix-ccm-simulator";

export interface QuickstartOptions {
    /** Endpoint of a real CCM; the embedded simulator by default. */
    readonly endpoint: string | undefined;
    /** The stack's configuration. */
    readonly config: Readonly<Record<string, string>>;
}

const REQUIRED = ["graphId", "graphVersion", "clusterId"];

const SIMULATED = {
    graphId: SEED.graphId,
    graphVersion: "2",
    clusterId: SEED.kubernetesClusterId,
    namespace: "scoring",
};

/** Parses the command line; exits with a message if it is invalid. */
export function readOptions(argv: readonly string[], environment: NodeJS.ProcessEnv): QuickstartOptions {
    const program = new Command("npm run quickstart --")
        .description(
            "Takes a workflow run through its life with a real Pulumi: preview, up, a change in preview, refresh, destroy. " +
                "Against a CCM that is simulated on this machine, unless an endpoint is given by --endpoint or FORTANIX_CCM_ENDPOINT; " +
                "the credential then comes from the environment (FORTANIX_CCM_TOKEN, or one of the other settings in docs/installation-configuration.md).",
        )
        .option("--endpoint <url>", "a real CCM")
        .option(
            "-c, --config <key=value>",
            `configuration of the stack, with a real CCM: ${REQUIRED.join(", ")}, namespace`,
            collect,
            {},
        )
        .parse(argv, { from: "user" });
    const given = program.opts<{ endpoint?: string; config: Record<string, string> }>();
    const endpoint = given.endpoint ?? environment["FORTANIX_CCM_ENDPOINT"];
    if (endpoint === undefined) return { endpoint, config: { ...SIMULATED, ...given.config } };
    const missing = REQUIRED.filter((name) => given.config[name] === undefined);
    if (missing.length > 0) {
        const example = missing.map((name) => `--config ${name}=...`).join(" ");
        program.error(`error: with a real CCM, say what to run and where: npm run quickstart -- ${example}`);
    }
    return { endpoint, config: { namespace: "default", ...given.config } };
}

function collect(pair: string, all: Record<string, string>): Record<string, string> {
    const [, key, value] = /^([A-Za-z]+)=(.+)$/.exec(pair) ?? [];
    if (key === undefined || value === undefined) throw new InvalidArgumentError("It must look like graphId=9b7f...");
    return { ...all, [key]: value };
}
