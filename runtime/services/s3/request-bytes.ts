import type { StreamingBlobTypes } from "@smithy/types";

/** The body of a request; the protocol layer has read it whole. Services inside the runtime may pass a string. */
export function requestBytes(body: StreamingBlobTypes | string | undefined): Uint8Array {
  if (body === undefined) return new Uint8Array();
  if (typeof body === "string") return Buffer.from(body, "utf8");
  if (body instanceof Uint8Array) return body;
  throw new TypeError("A body inside the runtime is a Uint8Array or a string.");
}
