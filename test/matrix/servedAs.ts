import { join } from "node:path";
import { root } from "../../tools/repository";
import { mustRunNode } from "./mustRunNode";

/** Tests of a stack's lifecycle and of the review (in e2e/golden), without tests for a specific credential. */
const FILES = [
    "e2e/quickstart",
    "e2e/life",
    "e2e/lookups",
    "e2e/doctor",
    "e2e/waiting",
    "e2e/refresh",
    "e2e/clusters",
    "e2e/completions",
    "e2e/golden",
    "protocol/realAnswers",
];

/**
 * Runs our own tests against a CCM in one form of its URLs, with an app's key, tokens that expire after a minute, and
 * only the header `Authentication`. @throws Error with the output
 */
export async function tryServedAs(deployment: "armor" | "standalone"): Promise<void> {
    await mustRunNode(root, ["-r", "tsx/cjs", join("test", "run.ts"), ...FILES], { TEST_SERVED_AS: deployment });
}
