import { kmsErrors } from "./errors.ts";

/** Only symmetric encryption is emulated; another algorithm is refused by name. */
export function checkAlgorithm(algorithm: string | undefined): void {
  if (algorithm === undefined || algorithm === "SYMMETRIC_DEFAULT") return;
  throw kmsErrors.unsupported(
    `The encryption algorithm ${algorithm} is not emulated; use SYMMETRIC_DEFAULT.`,
  );
}

/** `Limit` and `Marker` of the listings. */
export function pageRules(
  input: Readonly<{ Limit?: number | undefined; Marker?: string | undefined }>,
  fallback = 50,
) {
  const limit = input.Limit ?? fallback;
  if (limit < 1 || limit > 1000) throw kmsErrors.validation(`Limit must be 1 to 1000, is ${limit}.`);
  return { limit, token: input.Marker, invalidTokenCode: "InvalidMarkerException" };
}

/** The marker members of a listing's answer. */
export function nextMarker(nextToken: string | undefined): { Truncated: boolean; NextMarker?: string } {
  return nextToken === undefined ? { Truncated: false } : { Truncated: true, NextMarker: nextToken };
}
