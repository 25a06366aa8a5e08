import type { KeyObject } from "node:crypto";
import { type DecodedUpload, decodeAwsChunked } from "../aws-chunked.ts";
import { AwsError } from "../aws-error.ts";
import type { HttpRequest } from "../http-request.ts";
import { scopeText } from "./credential-scope.ts";
import { ALGORITHM, type Signed } from "./signed-request.ts";
import { hmac, sha256 } from "./signing-key.ts";

/** The body without the framing of chunked uploads, each chunk's signature or the whole's digest verified. */
export function verifyBody(request: HttpRequest, signed: Signed, key: KeyObject): DecodedUpload {
  const declared = signed.payloadHash;
  if (declared.startsWith("STREAMING-")) {
    const scope = scopeText(signed);
    const seal = (previous: string, chunk: Buffer) =>
      hmac(
        key,
        [`${ALGORITHM}-PAYLOAD`, signed.timestamp, scope, previous, sha256(""), sha256(chunk)].join("\n"),
      ).toString("hex");
    const verify = declared.startsWith("STREAMING-AWS4-HMAC-SHA256")
      ? { seed: signed.signature, seal }
      : undefined;
    return decodeAwsChunked(request.body, verify);
  }
  if (declared !== "UNSIGNED-PAYLOAD" && declared !== sha256(request.body)) {
    throw new AwsError(
      "XAmzContentSHA256Mismatch",
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
    );
  }
  return { body: request.body, trailers: {} };
}
