import fc from "fast-check";
import { explore } from "./explore";
import { schedules } from "./schedule";
import { exploreTwoStacks, twoStacks } from "./twoStacks";

/** Runs the same schedules each time; `npm run explore` runs others, and more. */
describe("starts and stops under random trouble", () => {
    it("violate no guarantee in 300 schedules", () =>
        fc.assert(fc.asyncProperty(schedules(), explore), { numRuns: 300, seed: 1 }));

    it("violate no guarantee in 200 schedules of two stacks that start indistinguishable runs at once", () =>
        fc.assert(fc.asyncProperty(twoStacks(), exploreTwoStacks), { numRuns: 200, seed: 1 }));
});
