import assert from "node:assert/strict";
import fc from "fast-check";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { sanitize } from "../../../provider/plugin/runOperation";

describe("the values sent to Pulumi", () => {
    it("are plain JSON, whatever the input", () => {
        const cycle: Record<string, unknown> = { name: "a" };
        cycle["self"] = cycle;
        const odd = {
            nothing: undefined,
            big: 12345678901234567890n,
            date: new Date(0),
            invalid: new Date(NaN),
            nan: NaN,
            infinite: Infinity,
            call: () => 1,
            symbol: Symbol("s"),
            list: [undefined, 1, () => 1],
            cycle,
            null: null,
        };
        assert.deepEqual(sanitize(odd), {
            big: "12345678901234567890",
            date: "1970-01-01T00:00:00.000Z",
            invalid: null,
            nan: null,
            infinite: null,
            list: [null, 1, null],
            cycle: { name: "a", self: "[circular]" },
            null: null,
        });
    });

    it("are unchanged if they are JSON", () => {
        fc.assert(
            fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (json) => {
                assert.deepEqual(sanitize(json), { ...json });
            }),
        );
    });

    it("may contain the same object in two places, which is not a cycle", () => {
        const shared = { a: 1 };
        assert.deepEqual(sanitize({ x: shared, y: [shared] }), { x: { a: 1 }, y: [{ a: 1 }] });
    });

    it("never make Pulumi's plugin process throw", () => {
        fc.assert(
            fc.property(
                fc.object({ withBigInt: true, withDate: true, withNullPrototype: true, withSparseArray: true }),
                (anything) => {
                    Struct.fromJavaScript(sanitize(anything) as Parameters<typeof Struct.fromJavaScript>[0]);
                },
            ),
        );
    });
});
