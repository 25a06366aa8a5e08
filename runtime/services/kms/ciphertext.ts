import { kmsErrors } from "./errors.ts";
import { type KeyRing, seal, unseal } from "./key-ring.ts";
import type { KeyMaterial, KeyState } from "./key-state.ts";

/** A ciphertext names its key and material: `version (1) | key id (16) | material id (32) | iv | ciphertext | tag`. */
const VERSION = 1;
const KEY_ID_END = 17;
const HEADER_BYTES = 49;
const SMALLEST_BYTES = HEADER_BYTES + 28;

export type EncryptionContext = Readonly<Record<string, string>>;

/** What a ciphertext says of itself before any key is touched. */
export interface ParsedCiphertext {
  readonly keyId: string;
  readonly materialId: string;
  readonly header: Buffer;
  readonly sealed: Buffer;
}

/** Encrypts under the key's newest material, bound to the encryption context. */
export function encryptUnder(
  ring: KeyRing,
  {
    key,
    plain,
    context,
  }: Readonly<{ key: KeyState; plain: Uint8Array; context: EncryptionContext | undefined }>,
): Buffer {
  const material = currentMaterial(key);
  const header = headerOf(key.id, material.id);
  const sealed = seal({ key: ring.unwrap(material), plain, aad: additionalData(header, context) });
  return Buffer.concat([header, sealed]);
}

/** Opens a ciphertext with the material that made it. Throws InvalidCiphertextException when anything differs. */
export function decryptWith(
  ring: KeyRing,
  {
    key,
    parsed,
    context,
  }: Readonly<{ key: KeyState; parsed: ParsedCiphertext; context: EncryptionContext | undefined }>,
): Buffer {
  const material = key.materials.find(({ id }) => id === parsed.materialId);
  if (material === undefined) throw kmsErrors.invalidCiphertext();
  try {
    const aad = additionalData(parsed.header, context);
    return unseal({ key: ring.unwrap(material), sealed: parsed.sealed, aad });
  } catch {
    throw kmsErrors.invalidCiphertext();
  }
}

export function parseCiphertext(blob: Uint8Array | undefined): ParsedCiphertext {
  const bytes = Buffer.from(blob ?? []);
  if (bytes.length < SMALLEST_BYTES || bytes[0] !== VERSION) throw kmsErrors.invalidCiphertext();
  const hex = bytes.toString("hex", 1, KEY_ID_END);
  return {
    keyId: hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5"),
    materialId: bytes.toString("hex", KEY_ID_END, HEADER_BYTES),
    header: bytes.subarray(0, HEADER_BYTES),
    sealed: bytes.subarray(HEADER_BYTES),
  };
}

export function currentMaterial(key: KeyState): KeyMaterial {
  const material = key.materials.at(-1);
  if (material === undefined) throw new Error(`Key ${key.id} has no material.`);
  return material;
}

function headerOf(keyId: string, materialId: string): Buffer {
  return Buffer.concat([
    Buffer.of(VERSION),
    Buffer.from(keyId.replaceAll("-", ""), "hex"),
    Buffer.from(materialId, "hex"),
  ]);
}

/** The context's pairs in one order, so that two maps with equal pairs are equal bytes. */
function additionalData(header: Buffer, context: EncryptionContext | undefined): Buffer {
  const pairs = Object.entries(context ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return Buffer.concat([header, Buffer.from(JSON.stringify(pairs))]);
}
