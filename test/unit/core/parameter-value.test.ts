import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fitsParameter, pointerText, readPointer, verifyPointed } from "../../../core/parameter-value.ts";

const place = { bucket: "artifacts", key: "configuration/r/config/x.json" };

describe("a parameter's value", () => {
  it("fits up to 8192 bytes, not characters", () => {
    expect(fitsParameter("x".repeat(8192))).toBe(true);
    expect(fitsParameter("ä".repeat(4097))).toBe(false);
  });

  it("is a pointer only when it was written as one", () => {
    expect(readPointer(pointerText(place, "value"))).toMatchObject(place);
    expect(readPointer('{"application":"a"}')).toBeUndefined();
  });

  it("leads to the text that was written and to no other", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (text, other) => {
        const pointer = readPointer(pointerText(place, text));
        if (pointer === undefined) throw new Error("no pointer");
        expect(verifyPointed(pointer, text)).toBe(text);
        if (other !== text) expect(() => verifyPointed(pointer, other)).toThrow("SHA-256");
      }),
    );
  });
});
