import assert from "node:assert/strict";
import { CcmSettingsError } from "../../provider/ccm/errors";

/** The message of the error that the use of a bad setting throws. Fails if there is none. */
export function settingsRefusal(use: () => unknown): string {
    try {
        use();
    } catch (error) {
        assert.ok(error instanceof CcmSettingsError);
        return error.message;
    }
    return assert.fail("the setting was accepted");
}
