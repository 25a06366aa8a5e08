import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { seal, unseal } from "../../../../worker/image/seal.ts";

describe("seal", () => {
  const key = randomBytes(32);

  it("can be opened with the same key", () => {
    expect(unseal(seal(Buffer.from("content"), key), key).toString()).toBe("content");
  });

  it("is iv, ciphertext and tag, and another one each time", () => {
    const plain = Buffer.from("content");
    expect(seal(plain, key).length).toBe(12 + plain.length + 16);
    expect(seal(plain, key).equals(seal(plain, key))).toBe(false);
  });

  it("cannot be opened with another key, nor after a change, nor when cut", () => {
    const sealed = seal(Buffer.from("content"), key);
    const changed = Buffer.from(sealed);
    changed[14] = (changed[14] ?? 0) ^ 1;
    expect(() => unseal(sealed, randomBytes(32))).toThrow();
    expect(() => unseal(changed, key)).toThrow();
    expect(() => unseal(sealed.subarray(0, 20), key)).toThrow("too few");
  });
});
