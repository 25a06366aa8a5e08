import fc from "fast-check";
import { expect, test } from "vitest";
import { listKeys } from "../../../../../runtime/services/s3/key-listing.ts";

const key = fc
  .array(fc.constantFrom("a", "b", "/", "é"), { minLength: 1, maxLength: 6 })
  .map((parts) => parts.join(""));

/** Everything at once, without pages: the plain reading of the S3 API reference. */
function expected(keys: readonly string[], prefix: string, delimiter: string): string[] {
  const places = keys.map((each) => {
    const at = delimiter === "" ? -1 : each.indexOf(delimiter, prefix.length);
    return at < 0 ? each : `${each.slice(0, at + delimiter.length)}*`;
  });
  return [...new Set(places)];
}

function listAll(
  keys: readonly string[],
  options: { prefix: string; delimiter: string; limit: number },
): string[] {
  const found: string[] = [];
  for (let after = ""; ; ) {
    const page = listKeys({
      ...options,
      items: keys,
      keyOf: (each) => each,
      isPast: (place) => place <= after,
    });
    const prefixes = page.commonPrefixes.map((each) => `${each}*`);
    found.push(...[...page.items, ...prefixes].sort());
    if (page.next === undefined) return found;
    after = page.next.place;
  }
}

test("pages of any size add up to the whole listing, nothing twice", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(key, { maxLength: 30 }),
      fc.constantFrom("", "a", "a/"),
      fc.constantFrom("", "/"),
      fc.integer({ min: 1, max: 5 }),
      (all, prefix, delimiter, limit) => {
        const keys = all.filter((each) => each.startsWith(prefix)).sort();
        const found = listAll(keys, { prefix, delimiter, limit });
        expect([...found].sort()).toEqual(expected(keys, prefix, delimiter).sort());
      },
    ),
  );
});
