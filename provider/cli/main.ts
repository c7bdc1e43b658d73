#!/usr/bin/env node
import { Command } from "commander";
import { doctorCommand } from "./doctor/doctorCommand";
import { printError } from "./print";
import { reviewCommand } from "./review/reviewCommand";
import { runsCommand } from "./runs/runsCommand";

const program = new Command("pulumi-fortanix-ccm")
    .description("Tools for workflow runs of Fortanix CCM in Pulumi stacks.")
    .addCommand(reviewCommand())
    .addCommand(runsCommand())
    .addCommand(doctorCommand());

program.parseAsync().catch((error: unknown) => {
    printError(`error: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
});
