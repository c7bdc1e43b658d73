import { join } from "node:path";
import { root } from "../../tools/repository";
import { mustRunNode } from "./mustRunNode";

/** What a stack's life is made of, and the review (of e2e/golden). Tests that are about a certain credential are left out. */
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
 * Runs our own tests against a CCM in one form of its URLs, with an app's key, tokens that live for a minute, and the header
 * `Authentication` alone. @throws Error with what is printed
 */
export async function tryServedAs(deployment: "armor" | "standalone"): Promise<void> {
    await mustRunNode(root, ["-r", "tsx/cjs", join("test", "run.ts"), ...FILES], { TEST_SERVED_AS: deployment });
}
