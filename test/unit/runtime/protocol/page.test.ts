import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Page, pageByPosition, pageOf } from "../../../../runtime/protocol/page.ts";

const invalidTokenCode = "InvalidNextToken";

/** All entries, gathered page by page. */
function gather(cut: (token: string | undefined) => Page<string>): readonly string[] {
  const gathered: string[] = [];
  let token: string | undefined;
  do {
    const page = cut(token);
    gathered.push(...page.items);
    token = page.nextToken;
  } while (token !== undefined);
  return gathered;
}

const keyOf = (item: string) => item;
const letters = ["a", "b", "c", "d", "e"];

describe("pages", () => {
  it("hold every entry once, in order, whatever their size", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string()), fc.integer({ min: 1, max: 10 }), (items, limit) => {
        const sorted = items.toSorted((one, other) => (one < other ? -1 : 1));
        expect(gather((token) => pageOf(sorted, { limit, token, keyOf, invalidTokenCode }))).toEqual(sorted);
        expect(gather((token) => pageByPosition(items, { limit, token, invalidTokenCode }))).toEqual(items);
      }),
    );
  });

  it("by key stay right when the entry before goes", () => {
    const { nextToken } = pageOf(letters, { limit: 2, token: undefined, keyOf, invalidTokenCode });
    const rest = pageOf(["a", "c", "d"], { limit: 2, token: nextToken, keyOf, invalidTokenCode });
    expect(rest.items).toEqual(["c", "d"]);
  });

  it("are one without a limit", () => {
    const all = pageByPosition(letters, { limit: undefined, token: undefined, invalidTokenCode });
    expect(all).toEqual({ items: letters, nextToken: undefined });
  });

  it.each([
    "",
    "nonsense",
    Buffer.from('["a"').toString("base64url"),
    Buffer.from("[]").toString("base64url"),
  ])("refuse %j as a token", (token) => {
    const refusal = expect.objectContaining({ code: invalidTokenCode });
    expect(() => pageOf(letters, { limit: 2, token, keyOf, invalidTokenCode })).toThrow(refusal);
    expect(() => pageByPosition(letters, { limit: 2, token, invalidTokenCode })).toThrow(refusal);
  });
});
