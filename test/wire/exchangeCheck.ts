import type { Exchange } from "fortanix-ccm-simulator";
import { recordExchanges } from "../runner/costs";
import { violationsOf } from "./wireOperations";

/**
 * Holds every exchange with a simulator against schemas that were written from the description of the API alone, by somebody who
 * had not read the simulator: what both sides of a test take for granted is looked at from outside.
 */
export class ExchangeCheck {
    private readonly violations = new Set<string>();
    private count = 0;

    /** @param basePath of the operations; others are those of Armor's token endpoint */
    constructor(private readonly basePath: () => string) {}

    readonly check = ({ method, url, headers, requestBody, status, answerBody, contentType }: Exchange): void => {
        this.count += 1;
        const base = this.basePath();
        const isApi = url.startsWith(`${base}/`);
        const exchange = {
            ...{ method, path: isApi ? url.slice(base.length) : url, requestHeaders: headers, requestBody },
            ...{ status, answerBody, answerContentType: contentType },
        };
        for (const violation of violationsOf(exchange, isApi ? "api" : "oauth")) this.violations.add(violation);
    };

    /** @throws Error that lists what contradicts the description */
    finish(): void {
        recordExchanges(this.count);
        if (this.violations.size === 0) return;
        const lines = [...this.violations].slice(0, 20).join("\n");
        throw new Error(`exchanges with CCM are not as the description of its API says:\n${lines}`);
    }
}
