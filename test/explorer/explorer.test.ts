import fc from "fast-check";
import { explore } from "./explore";
import { schedules } from "./schedule";
import { exploreTwoStacks, twoStacks } from "./twoStacks";

/** The same schedules each time; `npm run explore` takes others, and more. */
describe("starts and stops under random trouble", () => {
    it("300 schedules break no promise", () =>
        fc.assert(fc.asyncProperty(schedules(), explore), { numRuns: 300, seed: 1 }));

    it("nor do 200 of two stacks that start at once what looks alike", () =>
        fc.assert(fc.asyncProperty(twoStacks(), exploreTwoStacks), { numRuns: 200, seed: 1 }));
});
