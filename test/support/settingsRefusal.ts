import assert from "node:assert/strict";
import { CcmSettingsError } from "../../provider/ccm/errors";

/** What is wrong with a setting, by the error that its use throws. Fails when there is none. */
export function settingsRefusal(use: () => unknown): string {
    try {
        use();
    } catch (error) {
        assert.ok(error instanceof CcmSettingsError);
        return error.message;
    }
    return assert.fail("was not refused");
}
