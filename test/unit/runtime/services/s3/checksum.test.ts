import { expect, test } from "vitest";
import { checksumOf } from "../../../../../runtime/services/s3/checksum.ts";

// The check values that the catalogue of CRC algorithms gives for "123456789".
test.each([
  ["CRC32", "cbf43926"],
  ["CRC32C", "e3069283"],
  ["CRC64NVME", "ae8b14860a799888"],
] as const)("%s of the nine digits", (algorithm, expected) => {
  const value = checksumOf(algorithm, Buffer.from("123456789"));
  expect(Buffer.from(value, "base64").toString("hex")).toBe(expected);
});
