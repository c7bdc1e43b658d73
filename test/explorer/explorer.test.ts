import fc from "fast-check";
import { explore } from "./explore";
import { schedules } from "./schedule";

/** The same schedules each time; `npm run explore` takes others. */
describe("starts and stops under random trouble", () => {
    for (const seed of [1, 2, 3]) {
        it(`1 000 schedules of seed ${seed} break no promise`, () =>
            fc.assert(fc.asyncProperty(schedules(), explore), { numRuns: 1000, seed }));
    }
});
