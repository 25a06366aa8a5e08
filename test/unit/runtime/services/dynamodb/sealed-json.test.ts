import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sealedJson } from "../../../../../runtime/services/dynamodb/sealed-json.ts";

const { encode, decode } = sealedJson(randomBytes(32));

describe("sealedJson", () => {
  it("gives back what it was given", () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const value: unknown = JSON.parse(text);
        expect(JSON.stringify(decode(encode(value)))).toBe(JSON.stringify(value));
      }),
    );
  });

  it("looks different each time, and like nothing of the value", () => {
    const [one, other] = [encode({ secret: "canary" }), encode({ secret: "canary" })];
    expect(one.equals(other)).toBe(false);
    expect(one.toString("latin1")).not.toMatch(/secret|canary/);
  });

  it("refuses what was changed or was sealed under another key", () => {
    const sealed = encode({ a: 1 });
    expect(() => sealedJson(randomBytes(32)).decode(sealed)).toThrow();
    sealed.writeUInt8(sealed.readUInt8(sealed.length - 1) ^ 1, sealed.length - 1);
    expect(() => decode(sealed)).toThrow();
  });

  it("reads what was written in clear before", () => {
    expect(decode(Buffer.from('{"a":1}'))).toEqual({ a: 1 });
  });
});
