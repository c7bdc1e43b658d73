import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { systemClock } from "../../ccm";
import { isOwnerAlive, messageOf, resourceName, stackOf } from "../../core";
import { readEntry } from "../../plugin/journalFile";
import { thisMachine } from "../../plugin/session";
import type { DoctorResult } from "./doctorResult";
import { runPulumi } from "../stackConfig";

/** The oldest `@pulumi/pulumi` that the package works with. */
const OLDEST_SDK = { major: 3, minor: 216 };

/** Checks that the start journal can be written, and reports its open starts. */
export function checkJournal(folder: string): DoctorResult {
    const name = "journal";
    const fix = "set fortanix-ccm:journalDir (or FORTANIX_CCM_JOURNAL_DIR) to a folder that can be written to";
    try {
        mkdirSync(folder, { recursive: true });
        const trial = join(folder, `.doctor-${process.pid}`);
        writeFileSync(trial, "");
        rmSync(trial);
    } catch (error) {
        return { name, verdict: "fail", found: `cannot be kept in ${folder}: ${messageOf(error)}`, fix };
    }
    const { left, underWay } = openStarts(folder);
    const busy = underWay === 0 ? "" : `; ${underWay} of an update that is running`;
    if (left.length === 0) return { name, verdict: "ok", found: `kept in ${folder}; no start is open${busy}` };
    const found = `${left.length} ${left.length === 1 ? "start" : "starts"} in ${folder}, left by interrupted updates: ${left.join("; ")}${busy}`;
    const next = "if no update of that stack is running, its next `pulumi up` recovers them; see docs/guarantees.md";
    return { name, verdict: "warn", found, fix: next };
}

function openStarts(folder: string): { left: string[]; underWay: number } {
    let underWay = 0;
    const context = { clock: systemClock, machine: thisMachine };
    const left = readdirSync(folder)
        .filter((file) => file.endsWith(".json"))
        .flatMap((file) => {
            try {
                return readEntry(readFileSync(join(folder, file), "utf8")).flatMap(({ urn, record }) => {
                    if (record.stage === "requested" && isOwnerAlive(record, context)) {
                        underWay++;
                        return [];
                    }
                    // The engine has received the id; the record is deleted once the run is in state.
                    const isDone = record.stage === "started" && (record.returned ?? record.confirmed) === true;
                    const what =
                        record.stage === "started" ? `run ${record.runId}` : "a start request without a response";
                    const { stack, project } = stackOf(urn);
                    return isDone ? [] : [`${resourceName(urn)} of stack ${stack} of project ${project} (${what})`];
                });
            } catch {
                return [`${file} cannot be read`];
            }
        });
    return { left, underWay };
}

/** Checks the version of Pulumi's SDK that programs in a folder use. */
export function checkSdk(folder: string): DoctorResult {
    const name = "SDK";
    const fix = `npm install "@pulumi/pulumi@^${OLDEST_SDK.major}.${OLDEST_SDK.minor}.0"`;
    let version: string;
    try {
        const fromProject = createRequire(join(folder, "program.js"));
        version = (
            JSON.parse(readFileSync(fromProject.resolve("@pulumi/pulumi/package.json"), "utf8")) as { version: string }
        ).version;
    } catch {
        return { name, verdict: "fail", found: `@pulumi/pulumi is not installed for ${folder}`, fix };
    }
    const [major = 0, minor = 0] = version.split(".").map(Number);
    const isFit = major === OLDEST_SDK.major && minor >= OLDEST_SDK.minor;
    const found = `@pulumi/pulumi ${version}`;
    return isFit ? { name, verdict: "ok", found } : { name, verdict: "fail", found, fix };
}

/** Checks that the Pulumi CLI is on the PATH. */
export function checkCli(environment: NodeJS.ProcessEnv): DoctorResult {
    const name = "CLI";
    const { status, stdout } = runPulumi(["version"], environment);
    if (status === 0) return { name, verdict: "ok", found: `pulumi ${stdout.trim()}` };
    return { name, verdict: "fail", found: "pulumi is not on the PATH", fix: "install the Pulumi CLI" };
}

/** Checks that a project resolves the provider, in the same way as Pulumi's plugin process. */
export function checkRuntime(folder: string): DoctorResult {
    const name = "package";
    try {
        createRequire(join(folder, "program.js")).resolve("pulumi-fortanix-ccm/runtime");
        return { name, verdict: "ok", found: "pulumi-fortanix-ccm/runtime can be resolved from this folder" };
    } catch {
        const found = `pulumi-fortanix-ccm/runtime cannot be resolved from ${folder}`;
        return {
            name,
            verdict: "fail",
            found,
            fix: "run doctor in the project's folder, after npm install pulumi-fortanix-ccm there",
        };
    }
}
