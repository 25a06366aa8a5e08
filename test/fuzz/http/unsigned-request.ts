import fc from "fast-check";
import type { RawRequest } from "../raw-request.ts";
import { jsonBody } from "./json-body.ts";

/** Text in every header that takes part in the signature, and none of it right. */
export const unsignedCase: fc.Arbitrary<RawRequest> = fc
  .tuple(
    fc.constantFrom(
      ...[
        "",
        "AWS4-HMAC-SHA256 ",
        "AWS4-HMAC-SHA256 Credential=",
        "AWS4-HMAC-SHA256 Credential=a/b/c/d/aws4_request",
        "Basic eDp4",
      ],
      "AWS4-HMAC-SHA256 Credential=KEY/20240101/us-east-1/states/aws4_request, SignedHeaders=constructor;__proto__;host, Signature=x",
      ...[
        "Bearer x",
        `AWS4-HMAC-SHA256 ${",".repeat(5000)}`,
        `AWS4-HMAC-SHA256 Credential=${"/".repeat(5000)}`,
      ],
    ),
    fc.constantFrom("", "20240101T000000Z", "x", "99999999T999999Z"),
    fc.constantFrom(
      "/",
      "/?%",
      "/?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=%E0%A4%A",
      "/%",
      "/?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=KEY/20240101/us-east-1/s3/aws4_request&X-Amz-SignedHeaders=toString&X-Amz-Expires=x",
      "//",
      "/?&&&=",
      "http://other/",
    ),
    jsonBody,
  )
  .map(([authorization, date, target, body]) => ({
    method: "POST",
    target,
    headers: {
      ...(authorization === "" ? {} : { authorization }),
      ...(date === "" ? {} : { "x-amz-date": date }),
    },
    body,
  }));
