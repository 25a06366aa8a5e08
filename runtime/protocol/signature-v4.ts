import { createHmac, createSecretKey, hash, type KeyObject, timingSafeEqual } from "node:crypto";
import type { Caller } from "../kernel/caller.ts";
import type { CredentialIssuer } from "../kernel/service.ts";
import { type DecodedUpload, decodeAwsChunked } from "./aws-chunked.ts";
import { AwsError } from "./aws-error.ts";
import { type HttpRequest, header } from "./http-request.ts";
import { decodePercent } from "./percent-encoding.ts";

/** A verified request: who made it, for which service, and its body without the chunk framing of uploads. */
export interface VerifiedRequest {
  readonly caller: Caller;
  readonly signingName: string;
  readonly region: string;
  readonly body: Buffer;
  /** Headers that came after a chunked upload, such as its checksum. */
  readonly trailers: Readonly<Record<string, string>>;
}

interface Signed {
  readonly accessKeyId: string;
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  readonly timestamp: string;
  readonly sessionToken: string | undefined;
  readonly payloadHash: string;
  /** Set for presigned URLs. */
  readonly expiresSeconds?: number;
}

const MAX_SKEW_MS = 15 * 60_000;
const ALGORITHM = "AWS4-HMAC-SHA256";

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

function parseAuthorization(request: HttpRequest): Signed | undefined {
  const text = header(request, "authorization");
  if (!text?.startsWith(`${ALGORITHM} `)) return undefined;
  const fields = new Map(
    text
      .slice(ALGORITHM.length)
      .split(",")
      .map((part) => {
        const at = part.indexOf("=");
        return [part.slice(0, at).trim(), part.slice(at + 1).trim()] as const;
      }),
  );
  return {
    ...credentialScope(fields.get("Credential") ?? ""),
    signedHeaders: (fields.get("SignedHeaders") ?? "").split(";"),
    signature: fields.get("Signature") ?? "",
    timestamp: header(request, "x-amz-date") ?? "",
    sessionToken: header(request, "x-amz-security-token"),
    payloadHash: header(request, "x-amz-content-sha256") ?? sha256(request.body),
  };
}

function parsePresigned(request: HttpRequest): Signed | undefined {
  const query = new URLSearchParams(request.rawQuery);
  if (query.get("X-Amz-Algorithm") !== ALGORITHM) return undefined;
  return {
    ...credentialScope(query.get("X-Amz-Credential") ?? ""),
    signedHeaders: (query.get("X-Amz-SignedHeaders") ?? "").split(";"),
    signature: query.get("X-Amz-Signature") ?? "",
    timestamp: query.get("X-Amz-Date") ?? "",
    sessionToken: query.get("X-Amz-Security-Token") ?? undefined,
    payloadHash:
      query.get("X-Amz-Content-Sha256") ?? header(request, "x-amz-content-sha256") ?? "UNSIGNED-PAYLOAD",
    expiresSeconds: expiry(query.get("X-Amz-Expires") ?? ""),
  };
}

const LONGEST_EXPIRY_SECONDS = 604_800;

function expiry(text: string): number {
  const seconds = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (seconds >= 1 && seconds <= LONGEST_EXPIRY_SECONDS) return seconds;
  throw new AwsError(
    "AuthorizationQueryParametersError",
    `X-Amz-Expires must be a number of seconds from 1 to ${LONGEST_EXPIRY_SECONDS}; got '${text}'.`,
  );
}

function credentialScope(text: string): Pick<Signed, "accessKeyId" | "date" | "region" | "service"> {
  const [accessKeyId, date, region, service, terminator] = text.split("/");
  if (!accessKeyId || !date || !region || !service || terminator !== "aws4_request") {
    throw denied(
      "IncompleteSignature",
      `Credential must be KEY/DATE/REGION/SERVICE/aws4_request; got ${text.split("/").length} parts.`,
    );
  }
  return { accessKeyId, date, region, service };
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

function stringToSign(request: HttpRequest, signed: Signed): string {
  const scope = `${signed.date}/${signed.region}/${signed.service}/aws4_request`;
  return [ALGORITHM, signed.timestamp, scope, sha256(canonicalRequest(request, signed))].join("\n");
}

function canonicalRequest(request: HttpRequest, signed: Signed): string {
  const headers = signed.signedHeaders.map(
    (name) => `${name}:${(header(request, name) ?? "").trim().replace(/\s+/g, " ")}\n`,
  );
  return [
    request.method,
    canonicalPath(request.rawPath, signed.service),
    canonicalQuery(request.rawQuery),
    headers.join(""),
    signed.signedHeaders.join(";"),
    signed.payloadHash,
  ].join("\n");
}

/** S3 signs the path as it is sent; every other service signs it encoded once more. */
function canonicalPath(rawPath: string, service: string): string {
  if (service === "s3")
    return rawPath
      .split("/")
      .map((part) => encode(decodePercent(part)))
      .join("/");
  return rawPath.split("/").map(encode).join("/");
}

function canonicalQuery(rawQuery: string): string {
  return rawQuery
    .split("&")
    .filter((part) => part !== "" && !part.startsWith("X-Amz-Signature="))
    .map((part) => {
      const at = part.indexOf("=");
      const [key, value] = at < 0 ? [part, ""] : [part.slice(0, at), part.slice(at + 1)];
      return [encode(decodeQuery(key)), encode(decodeQuery(value))] as const;
    })
    .sort(([leftKey, leftValue], [rightKey, rightValue]) =>
      leftKey === rightKey ? compare(leftValue, rightValue) : compare(leftKey, rightKey),
    )
    .map((pair) => pair.join("="))
    .join("&");
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

function decodeQuery(text: string): string {
  return decodePercent(text.replace(/\+/g, "%20"));
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

const signingKeys = new Map<string, KeyObject>();

/** The key derived from secret, day, region and service; the same for a day, so it is kept. */
function signingKey(secret: string, { date, region, service }: Signed): KeyObject {
  const name = `${secret}/${date}/${region}/${service}`;
  const known = signingKeys.get(name);
  if (known) return known;
  if (signingKeys.size > 1000) signingKeys.clear();
  const scope = [date, region, service, "aws4_request"];
  const key = createSecretKey(scope.reduce<Buffer>(hmac, Buffer.from(`AWS4${secret}`)));
  signingKeys.set(name, key);
  return key;
}

function verifyBody(request: HttpRequest, signed: Signed, key: KeyObject): DecodedUpload {
  const declared = signed.payloadHash;
  if (declared.startsWith("STREAMING-")) {
    const scope = `${signed.date}/${signed.region}/${signed.service}/aws4_request`;
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

function hmac(key: Buffer | KeyObject, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}

function sha256(data: string | Buffer): string {
  return hash("sha256", data, "hex");
}

function sameText(left: string, right: string): boolean {
  const [leftBytes, rightBytes] = [Buffer.from(left), Buffer.from(right)];
  return leftBytes.length === rightBytes.length && timingSafeEqual(leftBytes, rightBytes);
}

function denied(code: string, message: string): AwsError {
  return new AwsError(code, message, { status: 403 });
}

/** AWS CLI 1 and older SDKs presign S3 URLs so for custom endpoints; S3 itself refuses it for buckets since 2020. */
function signatureVersion2(): AwsError {
  return new AwsError(
    "InvalidRequest",
    "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256 " +
      "(AWS CLI: aws configure set default.s3.signature_version s3v4).",
  );
}
