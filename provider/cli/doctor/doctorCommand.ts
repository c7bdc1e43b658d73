import { Command } from "commander";
import { examine, tableOf } from ".";

interface Options {
    stack?: string;
    json?: true;
}

export function doctorCommand(): Command {
    return new Command("doctor")
        .description(
            "Look for what keeps a stack from working here: settings, endpoint, prefix, TLS, credential, role, clock, journal, versions. Changes nothing.",
        )
        .option("-s, --stack <name>", "the stack whose configuration counts (default: the selected one)")
        .option("--json", "print the results as JSON")
        .action(async ({ stack, json }: Options) => {
            const results = await examine({ folder: process.cwd(), stack, environment: process.env });
            process.stdout.write(json === true ? `${JSON.stringify(results, null, 2)}\n` : tableOf(results));
            if (results.some(({ verdict }) => verdict === "fail")) process.exitCode = 1;
        });
}
