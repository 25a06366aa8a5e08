import { openBytes, sealBytes } from "../../storage/sealed-bytes.ts";

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
    encode: (value) => Buffer.concat([Buffer.of(SEALED), sealBytes(key, Buffer.from(JSON.stringify(value)))]),
    decode: (bytes) =>
      JSON.parse((bytes[0] === SEALED ? openBytes(key, bytes.subarray(1)) : bytes).toString()),
  };
}
