import { Readable } from "node:stream";
import type { GetObjectCommandOutput } from "@aws-sdk/client-s3";
import { sdkStreamMixin } from "@smithy/core/serde";

/** What GetObject gives for a text. */
export function objectOf(text: string): Pick<GetObjectCommandOutput, "Body" | "ContentLength"> {
  return { Body: sdkStreamMixin(Readable.from([Buffer.from(text)])), ContentLength: Buffer.byteLength(text) };
}
