import { createHmac, createSecretKey, hash, type KeyObject } from "node:crypto";
import type { CredentialScope } from "./credential-scope.ts";

const signingKeys = new Map<string, KeyObject>();

/** The key derived from secret, day, region and service; the same for a day, so it is kept. */
export function signingKey(secret: string, { date, region, service }: CredentialScope): KeyObject {
  const name = `${secret}/${date}/${region}/${service}`;
  const known = signingKeys.get(name);
  if (known) return known;
  if (signingKeys.size > 1000) signingKeys.clear();
  const scope = [date, region, service, "aws4_request"];
  const key = createSecretKey(scope.reduce<Buffer>(hmac, Buffer.from(`AWS4${secret}`)));
  signingKeys.set(name, key);
  return key;
}

/** HMAC-SHA256 of a text. */
export function hmac(key: Buffer | KeyObject, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}

/** SHA-256 in hexadecimal digits. */
export function sha256(data: string | Buffer): string {
  return hash("sha256", data, "hex");
}
