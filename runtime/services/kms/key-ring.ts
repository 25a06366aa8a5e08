import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import type { KeyMaterial } from "./key-state.ts";

const IV_BYTES = 12;
const TAG_BYTES = 16;

/** The unwrapped key material, kept in memory so that a cryptographic operation costs microseconds. */
export interface KeyRing {
  /** Makes 256 bits of new material, wrapped for the disk. */
  generate(options: Pick<KeyMaterial, "createdMs" | "rotationType">): KeyMaterial;
  /** The plain bytes of a material. */
  unwrap(material: KeyMaterial): Buffer;
  forget(materials: readonly KeyMaterial[]): void;
}

/** Opens a key ring with the machine's key. */
export function createKeyRing(machineKey: Buffer): KeyRing {
  const unwrapped = new Map<string, Buffer>();
  return {
    generate(options) {
      const id = randomBytes(32).toString("hex");
      const plain = randomBytes(32);
      unwrapped.set(id, plain);
      return {
        id,
        wrapped: seal({ key: machineKey, plain, aad: Buffer.from(id) }).toString("base64"),
        ...options,
      };
    },
    unwrap(material) {
      const known = unwrapped.get(material.id);
      if (known !== undefined) return known;
      const sealed = Buffer.from(material.wrapped, "base64");
      const plain = unseal({ key: machineKey, sealed, aad: Buffer.from(material.id) });
      unwrapped.set(material.id, plain);
      return plain;
    },
    forget(materials) {
      for (const { id } of materials) {
        unwrapped.get(id)?.fill(0);
        unwrapped.delete(id);
      }
    },
  };
}

/** AES-256-GCM with a random nonce: `iv | ciphertext | tag`. */
export function seal({ key, plain, aad }: Readonly<{ key: Buffer; plain: Uint8Array; aad: Buffer }>): Buffer {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key, iv).setAAD(aad);
  return Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** Opens what `seal` made; throws when the key, the bytes or the additional data differ. */
export function unseal({ key, sealed, aad }: Readonly<{ key: Buffer; sealed: Buffer; aad: Buffer }>): Buffer {
  const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, IV_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(aad).setAuthTag(sealed.subarray(-TAG_BYTES));
  return Buffer.concat([decipher.update(sealed.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]);
}
