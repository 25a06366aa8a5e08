import { AwsError } from "./aws-error.ts";

/** How signed chunks are checked: the signature that the chain starts from, and that of the next chunk. */
export interface ChunkSeal {
  readonly seed: string;
  readonly seal: (previousSignature: string, chunk: Buffer) => string;
}

/** An upload without its framing, and the headers that came after it. */
export interface DecodedUpload {
  readonly body: Buffer;
  readonly trailers: Readonly<Record<string, string>>;
}

/**
 * Takes the framing of `Content-Encoding: aws-chunked` off an upload: `SIZE[;chunk-signature=…]\r\nDATA\r\n` …
 * `0\r\n trailers`. With a seal every chunk's signature is verified. Throws `IncompleteBody`, `SignatureDoesNotMatch`.
 */
export function decodeAwsChunked(body: Buffer, verify?: ChunkSeal): DecodedUpload {
  const parts: Buffer[] = [];
  let at = 0;
  let previous = verify?.seed ?? "";
  for (;;) {
    const lineEnd = body.indexOf("\r\n", at);
    if (lineEnd < 0) throw incomplete();
    const [sizeText = "", signature] = body.toString("latin1", at, lineEnd).split(";chunk-signature=");
    const size = Number.parseInt(sizeText, 16);
    const start = lineEnd + 2;
    if (!Number.isInteger(size) || size < 0 || start + size > body.length) throw incomplete();
    const chunk = body.subarray(start, start + size);
    if (verify) {
      if (verify.seal(previous, chunk) !== signature) {
        throw new AwsError("SignatureDoesNotMatch", "The signature of a chunk does not match.", {
          status: 403,
        });
      }
      previous = signature ?? "";
    }
    if (size === 0)
      return { body: Buffer.concat(parts), trailers: readTrailers(body.toString("latin1", start)) };
    parts.push(chunk);
    at = start + size + 2;
  }
}

function readTrailers(text: string): Record<string, string> {
  const lines = text.split("\r\n").filter((line) => line.includes(":"));
  return Object.fromEntries(
    lines.map((line) => {
      const at = line.indexOf(":");
      return [line.slice(0, at).trim().toLowerCase(), line.slice(at + 1).trim()];
    }),
  );
}

function incomplete(): AwsError {
  return new AwsError("IncompleteBody", "The chunks of the body do not add up to what was announced.");
}
