import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import type { Caller } from "../kernel/caller.ts";
import type { Runtime } from "../kernel/service.ts";

/** A text encrypted under a KMS data key: what a service keeps on disk instead of the text itself. */
export interface SealedText {
  readonly keyId: string;
  /** Base64 of the data key, encrypted by KMS. */
  readonly dataKey: string;
  /** Base64 of `iv | ciphertext | tag`, AES-256-GCM. */
  readonly sealed: string;
}

export interface SealOptions {
  readonly keyId: string;
  readonly text: string;
  readonly caller: Caller;
}

/** Envelope encryption with customer keys for the services that keep messages, events or settings. */
export interface EnvelopeCipher {
  seal(options: SealOptions): Promise<SealedText>;
  /** Fails with KMS's own error when the key is disabled, deleted or not allowed to `caller`. */
  open(sealed: SealedText, caller: Caller): Promise<string>;
}

/** How long a plain data key is used before KMS is asked again: SQS's default reuse period. */
const DATA_KEY_REUSE_MS = 300_000;
const IV_BYTES = 12;
const TAG_BYTES = 16;

interface DataKey {
  readonly keyId: string;
  readonly plain: Uint8Array;
  readonly encrypted: string;
  readonly expiresMs: number;
}

/** Asks KMS for a data key per key and caller, and reuses it for five minutes, as SQS and SNS do. */
export function createEnvelopeCipher(
  runtime: Runtime,
  encryptionContext: Readonly<Record<string, string>>,
): EnvelopeCipher {
  const generated = new Map<string, DataKey>();
  const decrypted = new Map<string, DataKey>();
  const fresh = (key: DataKey | undefined) =>
    key !== undefined && key.expiresMs > runtime.clock.now() ? key : undefined;

  const dataKeyFor = async (keyId: string, caller: Caller): Promise<DataKey> => {
    const slot = `${keyId} ${caller.arn}`;
    const known = fresh(generated.get(slot));
    if (known !== undefined) return known;
    const input = { KeyId: keyId, KeySpec: "AES_256", EncryptionContext: encryptionContext };
    const output = await runtime.aws.call("kms", "GenerateDataKey", input, caller);
    const key = {
      keyId: output.KeyId,
      plain: output.Plaintext,
      encrypted: Buffer.from(output.CiphertextBlob).toString("base64"),
      expiresMs: runtime.clock.now() + DATA_KEY_REUSE_MS,
    };
    generated.set(slot, key);
    return key;
  };

  const openDataKey = async (sealed: SealedText, caller: Caller): Promise<DataKey> => {
    const slot = `${sealed.dataKey} ${caller.arn}`;
    const known = fresh(decrypted.get(slot));
    if (known !== undefined) return known;
    const input = {
      KeyId: sealed.keyId,
      CiphertextBlob: Buffer.from(sealed.dataKey, "base64"),
      EncryptionContext: encryptionContext,
    };
    const output = await runtime.aws.call("kms", "Decrypt", input, caller);
    const expiresMs = runtime.clock.now() + DATA_KEY_REUSE_MS;
    const key = { keyId: sealed.keyId, plain: output.Plaintext, encrypted: sealed.dataKey, expiresMs };
    for (const [old, value] of decrypted) if (fresh(value) === undefined) decrypted.delete(old);
    decrypted.set(slot, key);
    return key;
  };

  return {
    async seal({ keyId, text, caller }) {
      const key = await dataKeyFor(keyId, caller);
      return { keyId: key.keyId, dataKey: key.encrypted, sealed: encrypt(key.plain, text) };
    },
    async open(sealed, caller) {
      const key = await openDataKey(sealed, caller);
      return decrypt(key.plain, sealed.sealed);
    },
  };
}

function encrypt(key: Uint8Array, text: string): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key, iv);
  return Buffer.concat([iv, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]).toString(
    "base64",
  );
}

function decrypt(key: Uint8Array, sealed: string): string {
  const bytes = Buffer.from(sealed, "base64");
  const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, IV_BYTES));
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  const body = bytes.subarray(IV_BYTES, -TAG_BYTES);
  return Buffer.concat([decipher.update(body), decipher.final()]).toString("utf8");
}
