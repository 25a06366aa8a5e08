import { timingSafeEqual } from "node:crypto";
import type { Caller } from "../../kernel/caller.ts";
import type { CredentialIssuer } from "../../kernel/service.ts";
import { AwsError } from "../aws-error.ts";
import type { HttpRequest } from "../http-request.ts";
import { stringToSign } from "./canonical-request.ts";
import { denied } from "./denied.ts";
import { parseAuthorization, parsePresigned, type Signed } from "./signed-request.ts";
import { hmac, signingKey } from "./signing-key.ts";
import { verifyBody } from "./verify-body.ts";

/** A verified request: who made it, for which service, and its body without the chunk framing of uploads. */
export interface VerifiedRequest {
  readonly caller: Caller;
  readonly signingName: string;
  readonly region: string;
  readonly body: Buffer;
  /** Headers that came after a chunked upload, such as its checksum. */
  readonly trailers: Readonly<Record<string, string>>;
}

const MAX_SKEW_MS = 15 * 60_000;

/**
 * Verifies a request's Signature Version 4 (header or presigned query), its date, its session token and the digest
 * of its body. Source: IAM User Guide, "Create a signed AWS API request". Throws `AwsError` with status 403.
 */
export function verifySignature(
  request: HttpRequest,
  { credentials, nowMs }: { credentials: CredentialIssuer; nowMs: number },
): VerifiedRequest {
  const signed = parseAuthorization(request) ?? parsePresigned(request);
  if (!signed) {
    if (/(?:^|&)AWSAccessKeyId=/.test(request.rawQuery)) throw signatureVersion2();
    throw denied(
      "MissingAuthenticationToken",
      "Request is missing Authentication Token: sign it with Signature Version 4.",
    );
  }
  const secret = credentials.resolve(signed.accessKeyId, signed.sessionToken);
  if (!secret) {
    throw denied(
      "InvalidClientTokenId",
      "The security token included in the request is invalid or has expired.",
    );
  }
  checkDate(signed, nowMs);
  const key = signingKey(secret.secretAccessKey, signed);
  const expected = hmac(key, stringToSign(request, signed)).toString("hex");
  if (!sameText(expected, signed.signature)) {
    throw denied(
      "SignatureDoesNotMatch",
      "The request signature we calculated does not match the signature you provided. Check your secret access key and signing method.",
    );
  }
  return {
    caller: secret.caller,
    signingName: signed.service,
    region: signed.region,
    ...verifyBody(request, signed, key),
  };
}

function checkDate(signed: Signed, nowMs: number): void {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/.exec(signed.timestamp) ?? [];
  const atMs = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (Number.isNaN(atMs) || !signed.timestamp.startsWith(signed.date)) {
    throw denied(
      "IncompleteSignature",
      "Date must be in ISO 8601 basic format, and its day the one in the credential scope.",
    );
  }
  const lateMs = nowMs - atMs;
  const allowedMs = signed.expiresSeconds === undefined ? MAX_SKEW_MS : signed.expiresSeconds * 1000;
  if (lateMs > allowedMs || lateMs < -MAX_SKEW_MS) {
    throw denied(
      "RequestExpired",
      `Signature expired or not yet valid: made at ${signed.timestamp}, received at ${new Date(nowMs).toISOString()}.`,
    );
  }
}

function sameText(left: string, right: string): boolean {
  const [leftBytes, rightBytes] = [Buffer.from(left), Buffer.from(right)];
  return leftBytes.length === rightBytes.length && timingSafeEqual(leftBytes, rightBytes);
}

/** AWS CLI 1 and older SDKs presign S3 URLs so for custom endpoints; S3 itself refuses it for buckets since 2020. */
function signatureVersion2(): AwsError {
  return new AwsError(
    "InvalidRequest",
    "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256 " +
      "(AWS CLI: aws configure set default.s3.signature_version s3v4).",
  );
}
