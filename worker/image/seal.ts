import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

const algorithm = "aes-256-gcm";
const ivBytes = 12;
const tagBytes = 16;

/** The name of the sealing in an image's manifest. */
export const sealAlgorithm = "AES-256-GCM";

/** Encrypts under a 32 byte data key: `iv (12 bytes) | ciphertext | tag (16 bytes)`. */
export const seal = (plain: Buffer, dataKey: Uint8Array): Buffer => {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv(algorithm, dataKey, iv);
  const ciphertext = cipher.update(plain);
  return Buffer.concat([iv, ciphertext, cipher.final(), cipher.getAuthTag()]);
};

/** Opens what `seal` made; throws when a byte was changed or the key is another. */
export const unseal = (sealed: Buffer, dataKey: Uint8Array): Buffer => {
  if (sealed.length < ivBytes + tagBytes) throw new Error(`${sealed.length} bytes are too few to be sealed`);
  const decipher = createDecipheriv(algorithm, dataKey, sealed.subarray(0, ivBytes));
  decipher.setAuthTag(sealed.subarray(sealed.length - tagBytes));
  const plain = decipher.update(sealed.subarray(ivBytes, sealed.length - tagBytes));
  return Buffer.concat([plain, decipher.final()]);
};
