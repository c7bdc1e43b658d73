import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pack } from "../support/packedPackage";
import { SDK_VERSIONS } from "../support/sdkVersions";
import { tryCell, type Cell } from "./cell";
import { tryLowestVersions } from "./lowestVersions";
import { tryOwnTests } from "./nodes";
import { MANAGERS } from "./packageManagers";
import { tryServedAs } from "./servedAs";
import { tryTypeScript } from "./typeScript";
import { tryVitest } from "./vitest";

interface Trial {
    readonly columns: readonly string[];
    readonly run: (tarball: string) => Promise<void>;
}

const { oldest, newest } = SDK_VERSIONS;

function cells(): Cell[] {
    const formats = ["CommonJS", "ESM"] as const;
    const managed = MANAGERS.flatMap((manager) =>
        formats.flatMap((format) => [oldest, newest].map((sdk) => ({ manager, format, sdk, node: "20" }))),
    );
    const nodes = ["22", "24"].flatMap((node) =>
        formats.flatMap((format) => [oldest, newest].map((sdk) => ({ manager: "npm" as const, format, sdk, node }))),
    );
    return [...managed, ...nodes];
}

/** Tests the packed package in all environments and prints a table. Arguments select rows that contain them all. */
async function main(words: readonly string[]): Promise<boolean> {
    const trials: Trial[] = [
        ...cells().map((cell) => ({
            columns: [cell.manager, cell.format, `Node ${cell.node}`, `SDK ${cell.sdk}`, "up, destroy"],
            run: (tarball: string) => tryCell(cell, tarball),
        })),
        ...["5.0.4", "5.9"].map((version) => ({
            columns: ["npm", "TypeScript", `tsc ${version}`, `SDK ${newest}`, "compiles"],
            run: (tarball: string) => tryTypeScript(version, tarball, newest),
        })),
        {
            columns: ["npm", "Vitest", `Node ${process.versions.node}`, `SDK ${newest}`, "a unit test"],
            run: (tarball: string) => tryVitest(tarball, newest),
        },
        {
            columns: ["npm", "our own tests", "Node 22 and 24", "", "e2e/userErrors, e2e/hostileCcm"],
            run: () => tryOwnTests(["22", "24"]),
        },
        ...(["armor", "standalone"] as const).map((deployment) => ({
            columns: ["npm", "our own tests", `CCM as ${deployment}`, "", "an app's key, the header Authentication"],
            run: () => tryServedAs(deployment),
        })),
        {
            columns: ["npm", "our own tests", "lowest versions", `SDK ${oldest}`, "unit, protocol"],
            run: () => tryLowestVersions(),
        },
    ].filter(({ columns }) => words.every((word) => columns.join(" ").includes(word)));
    const folder = mkdtempSync(join(tmpdir(), "matrix-"));
    let allPass = true;
    try {
        const { tarball } = await pack(folder);
        console.log("| package manager | program | runtime | Pulumi | what | result |\n|---|---|---|---|---|---|");
        for (const { columns, run } of trials) {
            const begin = performance.now();
            const error = await run(tarball).then(
                () => undefined,
                (reason: unknown) => String(reason),
            );
            const seconds = ((performance.now() - begin) / 1000).toFixed(0);
            console.log(`| ${[...columns, error === undefined ? `passes (${seconds} s)` : "FAILS"].join(" | ")} |`);
            if (error !== undefined) console.error(error);
            allPass &&= error === undefined;
        }
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
    return allPass;
}

main(process.argv.slice(2)).then(
    (allPass) => (process.exitCode = allPass ? 0 : 1),
    (error: unknown) => {
        console.error(error instanceof Error ? error.message : error);
        process.exitCode = 1;
    },
);
