import { randomBytes, randomUUID } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  decryptWith,
  encryptUnder,
  parseCiphertext,
} from "../../../../../runtime/services/kms/ciphertext.ts";
import { createKeyRing } from "../../../../../runtime/services/kms/key-ring.ts";
import type { KeyState } from "../../../../../runtime/services/kms/key-state.ts";

const ring = createKeyRing(randomBytes(32));
const key: KeyState = {
  ...{ id: randomUUID(), arn: "arn", manager: "CUSTOMER", description: "", state: "Enabled", createdMs: 0 },
  ...{ policy: "", tags: {}, materials: [ring.generate({ createdMs: 0 })] },
};
const context = fc.dictionary(fc.string(), fc.string(), { maxKeys: 4 });

test("what is encrypted is decrypted, whatever the order of the context's pairs", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1 }), context, (plain, pairs) => {
      const reversed = Object.fromEntries(Object.entries(pairs).reverse());
      const parsed = parseCiphertext(encryptUnder(ring, { key, plain, context: pairs }));
      expect(parsed.keyId).toBe(key.id);
      expect(decryptWith(ring, { key, parsed, context: reversed }).equals(plain)).toBe(true);
    }),
  );
});

test("a ciphertext with any one bit changed is refused", () => {
  const blob = encryptUnder(ring, { key, plain: Buffer.from("secret"), context: {} });
  for (let bit = 0; bit < blob.length * 8; bit++) {
    const changed = Buffer.from(blob);
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    const open = () => decryptWith(ring, { key, parsed: parseCiphertext(changed), context: {} });
    // A changed key id is no damage that this key could see: it names another key, which the service looks up.
    if (bit >= 8 && bit < 17 * 8 && parseCiphertext(changed).keyId !== key.id) continue;
    expect(open).toThrow(expect.objectContaining({ code: "InvalidCiphertextException" }));
  }
});

test("material is unreadable under another machine's key", () => {
  const other = createKeyRing(randomBytes(32));
  const [material] = key.materials;
  expect(() => material && other.unwrap(material)).toThrow();
});
