import { createDecipheriv, createHash } from "node:crypto";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import type { ImageManifest } from "./image-manifest.ts";

const IV_BYTES = 12;
const TAG_BYTES = 16;
const gunzipAsync = promisify(gunzip);

/**
 * Opens an encrypted archive (`iv | ciphertext | tag` of a tar.gz) and gives the plain tar. Throws when the object
 * is not the one the manifest names, was changed, or does not hold the content it promises.
 */
export async function openImageArchive(
  options: Readonly<{ manifest: ImageManifest; encrypted: Uint8Array; dataKey: Uint8Array }>,
): Promise<Buffer> {
  const { manifest, encrypted, dataKey } = options;
  expectDigest("the encrypted archive", encrypted, manifest.archive.sha256);
  const content = decrypt(encrypted, dataKey);
  expectDigest("the archive's content", content, manifest.contentSha256);
  return gunzipAsync(content);
}

function decrypt(encrypted: Uint8Array, dataKey: Uint8Array): Buffer {
  const tagStart = encrypted.length - TAG_BYTES;
  const decipher = createDecipheriv("aes-256-gcm", dataKey, encrypted.subarray(0, IV_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAuthTag(encrypted.subarray(tagStart));
  return Buffer.concat([decipher.update(encrypted.subarray(IV_BYTES, tagStart)), decipher.final()]);
}

function expectDigest(what: string, bytes: Uint8Array, expected: string): void {
  const actual = createHash("sha256").update(bytes).digest("hex");
  if (actual !== expected) throw new Error(`${what} has sha256 ${actual}, its manifest says ${expected}`);
}
