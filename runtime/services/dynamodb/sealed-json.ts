import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

const ALGORITHM = "aes-256-gcm";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** The first byte of a sealed value; JSON begins with none such. */
const SEALED = 1;

/** An encoding as LevelDB's interface takes it (https://github.com/Level/transcoder). */
export interface SealedJson {
  readonly name: string;
  readonly format: "buffer";
  encode(value: unknown): Buffer;
  decode(bytes: Buffer): unknown;
}

/**
 * JSON that lies on disk encrypted: a byte for the format, a nonce, the ciphertext, its tag. What an earlier version wrote
 * in clear is still read, and sealed when it is written next.
 */
export function sealedJson(key: Uint8Array): SealedJson {
  return {
    name: "sealed-json",
    format: "buffer",
    encode: (value) => seal(key, Buffer.from(JSON.stringify(value))),
    decode: (bytes) => JSON.parse((bytes[0] === SEALED ? open(key, bytes) : bytes).toString()),
  };
}

function seal(key: Uint8Array, plain: Buffer): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, nonce);
  return Buffer.concat([Buffer.of(SEALED), nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function open(key: Uint8Array, sealed: Buffer): Buffer {
  const textStart = 1 + NONCE_BYTES;
  const decipher = createDecipheriv(ALGORITHM, key, sealed.subarray(1, textStart));
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  return Buffer.concat([decipher.update(sealed.subarray(textStart, -TAG_BYTES)), decipher.final()]);
}
