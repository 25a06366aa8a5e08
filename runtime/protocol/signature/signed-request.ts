import { AwsError } from "../aws-error.ts";
import { type HttpRequest, header } from "../http-request.ts";
import { type CredentialScope, credentialScope } from "./credential-scope.ts";
import { sha256 } from "./signing-key.ts";

/** The algorithm's name: in headers, presigned URLs and what is signed. */
export const ALGORITHM = "AWS4-HMAC-SHA256";

/** What a request says of its signature. */
export interface Signed extends CredentialScope {
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  readonly timestamp: string;
  readonly sessionToken: string | undefined;
  readonly payloadHash: string;
  /** Set for presigned URLs. */
  readonly expiresSeconds?: number;
}

/** Reads the Authorization header. */
export function parseAuthorization(request: HttpRequest): Signed | undefined {
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

/** Reads the query of a presigned URL. */
export function parsePresigned(request: HttpRequest): Signed | undefined {
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
