import { createHash } from "node:crypto";
import type { ChecksumType } from "@aws-sdk/client-s3";
import { createCrc32, createCrc32c, createCrc64nvme, type RunningChecksum } from "./cyclic-redundancy.ts";
import { s3Errors } from "./errors.ts";

export type ChecksumName = "CRC32" | "CRC32C" | "CRC64NVME" | "SHA1" | "SHA256" | "SHA512";
type ChecksumMember = `Checksum${ChecksumName}`;
/** The checksum members that requests, parts and answers all have. */
export type ChecksumFields = { readonly [Member in ChecksumMember]?: string | undefined };

const hash = (name: string) => (): RunningChecksum => createHash(name);
const CREATE = {
  CRC32: createCrc32,
  CRC32C: createCrc32c,
  CRC64NVME: createCrc64nvme,
  SHA1: hash("sha1"),
  SHA256: hash("sha256"),
  SHA512: hash("sha512"),
} satisfies Record<ChecksumName, () => RunningChecksum>;
const NAMES = Object.keys(CREATE) as ChecksumName[];
/** Algorithms that AWS has and this does not: no implementation of them comes with Node. */
export const UNSUPPORTED_CHECKSUMS = [
  "ChecksumMD5",
  "ChecksumXXHASH64",
  "ChecksumXXHASH3",
  "ChecksumXXHASH128",
];

export function createChecksum(algorithm: ChecksumName): RunningChecksum {
  return CREATE[algorithm]();
}

export function checksumOf(algorithm: ChecksumName, bytes: Uint8Array): string {
  const checksum = createChecksum(algorithm);
  checksum.update(bytes);
  return checksum.digest().toString("base64");
}

/** The name of a supported algorithm. Throws for others, by name. */
export function checksumName(name: string): ChecksumName {
  const known = NAMES.find((candidate) => candidate === name);
  if (known === undefined) throw s3Errors.notImplemented(`The checksum algorithm ${name} is not emulated.`);
  return known;
}

/** The one checksum that a request carries, if any. */
export function sentChecksum(input: ChecksumFields): { algorithm: ChecksumName; value: string } | undefined {
  const sent = NAMES.flatMap((algorithm) => {
    const value = input[`Checksum${algorithm}`];
    return value === undefined ? [] : [{ algorithm, value }];
  });
  if (sent.length > 1) throw s3Errors.invalidRequest("Expecting a single x-amz-checksum- header.");
  return sent[0];
}

/** Verifies what the client sent of its bytes, and gives the checksum to keep with them. */
export function verifiedChecksum(
  bytes: Uint8Array,
  input: ChecksumFields & {
    readonly ChecksumAlgorithm?: string | undefined;
    readonly ContentMD5?: string | undefined;
  },
): ObjectChecksum | undefined {
  verifyMd5(bytes, input.ContentMD5);
  const sent = sentChecksum(input);
  const asked = sent?.algorithm ?? (input.ChecksumAlgorithm && checksumName(input.ChecksumAlgorithm));
  if (!asked) return undefined;
  const value = checksumOf(asked, bytes);
  if (sent !== undefined && sent.value !== value) throw s3Errors.badDigest(asked);
  return { algorithm: asked, value, type: "FULL_OBJECT" };
}

function verifyMd5(bytes: Uint8Array, sent: string | undefined): void {
  if (sent === undefined) return;
  if (Buffer.from(sent, "base64").length !== 16) throw s3Errors.invalidDigest();
  if (createHash("md5").update(bytes).digest("base64") !== sent) throw s3Errors.badDigest("Content-MD5");
}

/** The members of an answer that show a checksum. */
export function checksumFields(
  checksum: Pick<ObjectChecksum, "algorithm" | "value"> | undefined,
): ChecksumFields {
  return checksum === undefined ? {} : { [`Checksum${checksum.algorithm}`]: checksum.value };
}

export interface ObjectChecksum {
  readonly algorithm: ChecksumName;
  readonly value: string;
  readonly type: ChecksumType;
}
