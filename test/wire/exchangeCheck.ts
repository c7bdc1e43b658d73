import type { Exchange } from "fortanix-ccm-simulator";
import { recordExchanges } from "../runner/costs";
import { violationsOf } from "./wireOperations";

/**
 * Checks every exchange with a simulator against schemas that were written independently of the simulator, from the
 * description of the API alone: they find wrong assumptions that the client and the simulator share.
 */
export class ExchangeCheck {
    private readonly violations = new Set<string>();
    private count = 0;

    /** @param basePath of the operations; other paths belong to Armor's token endpoint */
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

    /** Ends the check. @throws Error that lists the violations of the description */
    finish(): void {
        recordExchanges(this.count);
        if (this.violations.size === 0) return;
        const lines = [...this.violations].slice(0, 20).join("\n");
        throw new Error(`exchanges with CCM are not as the description of its API says:\n${lines}`);
    }
}
