import { type HttpRequest, header } from "../http-request.ts";
import { decodePercent } from "../percent-encoding.ts";
import { scopeText } from "./credential-scope.ts";
import { ALGORITHM, type Signed } from "./signed-request.ts";
import { sha256 } from "./signing-key.ts";

/** What the signature is made of. Source: IAM User Guide, "Create a signed AWS API request". */
export function stringToSign(request: HttpRequest, signed: Signed): string {
  const digest = sha256(canonicalRequest(request, signed));
  return [ALGORITHM, signed.timestamp, scopeText(signed), digest].join("\n");
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
