import { createCipheriv, createHash, randomBytes } from "node:crypto";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { openImageArchive } from "../../../../runtime/compute/image-archive.ts";
import { parseImageManifest } from "../../../../runtime/compute/image-manifest.ts";

const dataKey = randomBytes(32);
const content = gzipSync("the tar");

function encrypt(plain: Buffer): Buffer {
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", dataKey, iv);
  return Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

const sha256 = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");

function manifestOf(encrypted: Buffer, changes: object = {}) {
  return {
    ...{ schemaVersion: 1, name: "web", boot: { command: ["node", "boot.mjs"] }, createdAt: "2026-01-01" },
    archive: { bucket: "b", key: "k", sha256: sha256(encrypted), sizeBytes: encrypted.length },
    encryption: { algorithm: "AES-256-GCM", keyId: "k", encryptedDataKey: "AA==", encryptionContext: {} },
    contentSha256: sha256(content),
    ...changes,
  };
}

describe("image archives", () => {
  const encrypted = encrypt(content);
  const open = (changes: object = {}, bytes = encrypted, key = dataKey) => {
    const manifest = parseImageManifest(JSON.stringify(manifestOf(encrypted, changes)));
    return openImageArchive({ manifest, encrypted: bytes, dataKey: key });
  };

  it("open with their key", async () => {
    expect((await open()).toString()).toBe("the tar");
  });

  it("are refused when the object, the content or the key is another", async () => {
    await expect(open({}, Buffer.concat([encrypted, Buffer.from("x")]))).rejects.toThrow(
      "the encrypted archive has sha256",
    );
    await expect(open({ contentSha256: "0".repeat(64) })).rejects.toThrow("the archive's content has sha256");
    await expect(open({}, encrypted, randomBytes(32))).rejects.toThrow();
  });

  it("have a manifest whose mistakes are all named", () => {
    const text = JSON.stringify(manifestOf(encrypted, { contentSha256: "nothing", boot: { command: [] } }));
    expect(() => parseImageManifest(text)).toThrow(
      /\/contentSha256.*\/boot\/command|\/boot\/command.*\/contentSha256/,
    );
  });
});
