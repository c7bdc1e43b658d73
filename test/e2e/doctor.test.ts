import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { SEED } from "fortanix-ccm-simulator";
import { run } from "../../tools/process";
import { ensurePulumi } from "../../tools/pulumi-cli/ensurePulumi";
import { pulumiEnvironment } from "../../tools/pulumi-cli/pulumiEnvironment";
import { Ccm } from "../support/control";
import { neutralEnvironment } from "../support/neutralEnvironment";
import { environmentFor } from "../support/scenario";
import { expectGolden } from "../support/golden";
import { cliScript, root } from "../../tools/repository";

const project = join(root, "examples", "quickstart");

describe("npx pulumi-fortanix-ccm doctor", () => {
    let home: string;
    before(() => (home = mkdtempSync(join(tmpdir(), "doctor-"))));
    after(() => rmSync(home, { recursive: true }));

    async function doctor(environment: NodeJS.ProcessEnv, args: readonly string[] = [], folder = project) {
        const { program } = await ensurePulumi(console.log);
        const env = {
            ...pulumiEnvironment(home, neutralEnvironment()),
            PATH: `${dirname(program)}${delimiter}${process.env["PATH"] ?? ""}`,
            ...(environment["FORTANIX_CCM_APP_ID"] === undefined && { FORTANIX_CCM_TOKEN: SEED.writerToken }),
            ...environment,
        };
        const { code, stdout, stderr } = await run(process.execPath, [cliScript, "doctor", ...args], {
            cwd: folder,
            env,
        });
        return { code, output: (stdout + stderr).replaceAll(home, "<home>").replaceAll(folder, "<project>") };
    }

    it("reports each problem with one remedy", async () => {
        await using ccm = await Ccm.start({ deployment: "standalone", authHeader: "authorization" });
        await using odd = await Ccm.start({ deployment: "standalone", authHeader: "authentication" });
        await using armor = await Ccm.start({ deployment: "armor", authHeader: "authorization" });
        const FORTANIX_CCM_ENDPOINT = ccm.url;
        const journal = join(home, "left");
        mkdirSync(journal);
        writeFileSync(join(journal, "broken.json"), "{");
        const cases: Record<string, NodeJS.ProcessEnv> = {
            "all is well": { FORTANIX_CCM_ENDPOINT },
            "a CCM of its own, set as Armor": { FORTANIX_CCM_ENDPOINT, FORTANIX_CCM_DEPLOYMENT: "armor" },
            "Armor, set as a CCM of its own": { FORTANIX_CCM_ENDPOINT: armor.url },
            Armor: { FORTANIX_CCM_ENDPOINT: armor.url, FORTANIX_CCM_DEPLOYMENT: "armor" },
            "another header": { FORTANIX_CCM_ENDPOINT: odd.url },
            "another header than the one that is set": {
                FORTANIX_CCM_ENDPOINT: odd.url,
                FORTANIX_CCM_AUTH_HEADER: "Authorization",
            },
            "a token that has ended": { FORTANIX_CCM_ENDPOINT, FORTANIX_CCM_TOKEN: "simulated-ended-token" },
            "a Reader": { FORTANIX_CCM_ENDPOINT, FORTANIX_CCM_TOKEN: SEED.readerToken },
            "no credential": { FORTANIX_CCM_ENDPOINT, FORTANIX_CCM_TOKEN: "" },
            "a journal that holds something": { FORTANIX_CCM_ENDPOINT, FORTANIX_CCM_JOURNAL_DIR: journal },
            "nothing listens": { FORTANIX_CCM_ENDPOINT: "http://127.0.0.1:9" },
        };
        let transcript = "";
        for (const [title, environment] of Object.entries(cases)) {
            const { code, output } = await doctor(environment);
            transcript += `# ${title}\n${output}exit ${code}\n\n`;
        }
        assert.ok(!transcript.includes("simulated-ended-token"));
        expectGolden("doctor.txt", transcript);
        assert.ok(
            (await ccm.requests()).every(({ method }) => method === "GET"),
            "the doctor only reads",
        );
    });

    it("passes with the deployment, the token header and the credential of the settings", async () => {
        await using ccm = await Ccm.start();
        const { code, output } = await doctor(environmentFor(ccm));
        assert.equal(code, 0, output);
        assert.match(output, /✔ endpoint .*\n.*\n✔ credential .*\n✔ role {8}may preview, start, stop and refresh runs/);
    });

    it("reports which assumptions about CCM hold, for both forms of its URLs, without data of the account", async () => {
        let transcript = "";
        for (const deployment of ["standalone", "armor"] as const) {
            await using ccm = await Ccm.start({ deployment, authHeader: "authentication" });
            const environment = { FORTANIX_CCM_ENDPOINT: ccm.url, FORTANIX_CCM_DEPLOYMENT: deployment };
            await ccm.startForeign();
            await ccm.step(60);
            await ccm.startForeign();
            await ccm.forgetRequests();
            const { code, output } = await doctor(environment, ["--report"]);
            assert.equal(code, 0, output);
            const runs = await ccm.runs();
            for (const secret of [
                SEED.writerToken,
                ccm.url,
                SEED.accountId,
                SEED.graphId,
                "aks-west",
                ...runs.map(({ runId }) => runId),
            ]) {
                assert.ok(!output.includes(secret), secret);
            }
            assert.ok((await ccm.requests()).every(({ method }) => method === "GET"));
            transcript += output.replace(/Node [\d.]+/, "Node N");
        }
        expectGolden("doctor-report.txt", transcript);
        const { code, output } = await doctor({ FORTANIX_CCM_TOKEN: "" }, ["--report"]);
        assert.equal(code, 1);
        assert.match(output, /^the settings cannot be used: no credential: set /);
    });

    it("reports a wrong clock, as JSON", async () => {
        await using ccm = await Ccm.start();
        await ccm.step(-600);
        const { code, output } = await doctor(environmentFor(ccm), ["--json"]);
        const rows = JSON.parse(output) as { name: string; verdict: string; found: string }[];
        assert.equal(code, 0, output);
        const clock = rows.find(({ name }) => name === "clock");
        assert.match(`${clock?.verdict}: ${clock?.found}`, /^warn: (599|600|601) s ahead of CCM's clock$/);
    });
});
