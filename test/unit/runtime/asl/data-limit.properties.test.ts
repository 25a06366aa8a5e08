import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exceedsBytes, MOST_PAYLOAD_BYTES } from "../../../../runtime/asl/data-limit.ts";
import type { Json } from "../../../../runtime/asl/json.ts";
import { pass, runToEnd } from "./machine.ts";
import { json } from "./properties/arbitraries.ts";
import { holds } from "./properties/holds.ts";

describe("the bytes of a payload", () => {
  it("are those of its JSON text, to the byte", () => {
    holds(
      fc.property(json({ unit: "binary" }), (value) => {
        const bytes = Buffer.byteLength(JSON.stringify(value));
        expect(exceedsBytes(value, bytes)).toBe(false);
        expect(exceedsBytes(value, bytes - 1)).toBe(true);
      }),
      60,
    );
  });

  const outcome = (result: Json) => runToEnd(pass({ Result: result }));
  const textOf = (bytes: number, character = "a") => character.repeat(bytes - 2);

  it.each(["", "\n", "é", "😀", '"'])(
    "are at most 256 KiB when a state ends, whatever is in them: %j",
    (odd) => {
      const oddBytes = Buffer.byteLength(JSON.stringify(odd)) - 2;
      const fits = odd + textOf(MOST_PAYLOAD_BYTES - oddBytes);
      expect(outcome(fits)).toMatchObject({ status: "SUCCEEDED", output: fits });
      expect(outcome(`${fits}a`)).toMatchObject({ status: "FAILED", error: "States.DataLimitExceeded" });
    },
  );

  it("are counted over many small parts as over one", () => {
    const items = Array.from({ length: 30_000 }, () => "\u0001");
    expect(Buffer.byteLength(JSON.stringify(items))).toBe(270_001);
    expect(outcome(items)).toMatchObject({ error: "States.DataLimitExceeded" });
  });
});
