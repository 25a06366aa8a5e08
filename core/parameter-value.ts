import { sha256Hex } from "./json/digest.ts";

/**
 * What a SecureString holds when its value is too long for Parameter Store: where the value lies, encrypted under the
 * same key, and its digest.
 */
export interface ParameterPointer {
  readonly schema: "repave.pointer/v1";
  readonly bucket: string;
  readonly key: string;
  readonly sha256: string;
}

/** The longest value of an advanced parameter, in bytes of UTF-8. */
export const LONGEST_PARAMETER_BYTES = 8192;

/** Whether a value fits into a parameter; if not, it goes to S3 and `pointerText` into the parameter. */
export function fitsParameter(value: string): boolean {
  return Buffer.byteLength(value, "utf8") <= LONGEST_PARAMETER_BYTES;
}

/** The parameter's value for a long value that was written to `bucket`/`key`. */
export function pointerText(place: Readonly<{ bucket: string; key: string }>, value: string): string {
  const pointer: ParameterPointer = { schema: "repave.pointer/v1", ...place, sha256: sha256Hex(value) };
  return JSON.stringify(pointer);
}

/** The pointer that a parameter holds, or undefined when the parameter holds the value itself. */
export function readPointer(parameterValue: string): ParameterPointer | undefined {
  if (!parameterValue.startsWith('{"schema":"repave.pointer/v1"')) return undefined;
  return JSON.parse(parameterValue) as ParameterPointer;
}

/** The value behind a pointer, when the object's text is what was written; throws when it is not. */
export function verifyPointed(pointer: ParameterPointer, text: string): string {
  const digest = sha256Hex(text);
  if (digest === pointer.sha256) return text;
  throw new Error(
    `expected s3://${pointer.bucket}/${pointer.key} to have the SHA-256 ${pointer.sha256}; it has ${digest}`,
  );
}
