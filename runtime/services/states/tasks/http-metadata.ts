import { randomUUID } from "node:crypto";
import type { JsonObject } from "../../../asl/json.ts";

export interface Answered {
  readonly contentType: string;
  readonly nowMs: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * What the answers of optimised integrations tell of their HTTP call, in the members of the SDK that AWS makes it with.
 * DIVERGES: calls inside the runtime have no connection and no length, so these headers are not told.
 */
export function httpMetadata({ contentType, nowMs, headers = {} }: Answered): JsonObject {
  const RequestId = randomUUID();
  const all: Readonly<Record<string, string>> = {
    ...headers,
    "x-amzn-RequestId": RequestId,
    Date: new Date(nowMs).toUTCString(),
    "Content-Type": contentType,
  };
  const lists = Object.fromEntries(Object.entries(all).map(([name, value]) => [name, [value]]));
  return {
    SdkHttpMetadata: { AllHttpHeaders: lists, HttpHeaders: { ...all }, HttpStatusCode: 200 },
    SdkResponseMetadata: { RequestId },
  };
}
