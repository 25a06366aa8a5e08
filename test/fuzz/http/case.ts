import fc from "fast-check";
import type { RawRequest } from "../raw-request.ts";

/** A request as it is before it is signed for a service. */
export interface Case extends RawRequest {
  readonly service: string;
}

/** Headers that mean something to the wire, and none of it fitting. */
export const oddHeader = fc.constantFrom<Record<string, string>[]>(
  {},
  { "content-type": "text/html" },
  { "content-type": "application/x-www-form-urlencoded; charset=\u00ff" },
  { "content-encoding": "gzip" },
  { "x-amz-content-sha256": "UNSIGNED-PAYLOAD" },
  { "x-amz-content-sha256": "nonsense" },
  { expect: "100-continue" },
  { "x-amz-security-token": "x" },
);

/** A case that is printed in part when it fails. */
export function shown(given: Case): Case & fc.WithToStringMethod {
  const text = () =>
    `${JSON.stringify({ ...given, body: given.body.toString().slice(0, 300) }, undefined, 1)}`;
  return { ...given, [fc.toStringMethod]: text };
}
