import type { Filter } from "@aws-sdk/client-ec2";
import { AwsError } from "../../protocol/aws-error.ts";

type Values = string | undefined | readonly (string | undefined)[];

/** What each filter of a Describe call looks at, by the filter's name. */
export type FilterTable<Item> = Readonly<Record<string, (item: Item) => Values>>;

/**
 * Keeps the items that match every filter; a filter matches with any of its values, `*` and `?` are wildcards.
 * `tag:<key>`, `tag-key` and `tag-value` work for every resource. A name that is not in the table is refused.
 */
export function applyFilters<Item>(
  items: Iterable<Item>,
  options: Readonly<{
    filters: readonly Filter[] | undefined;
    table: FilterTable<Item>;
    tagsOf: (item: Item) => Readonly<Record<string, string>> | undefined;
  }>,
): readonly Item[] {
  const tests = (options.filters ?? []).map((filter) => {
    const read = readerOf(filter.Name ?? "", options.table, (item: Item) => options.tagsOf(item) ?? {});
    const patterns = (filter.Values ?? []).map(toPattern);
    return (item: Item) =>
      [read(item)].flat().some((value) => value !== undefined && patterns.some((it) => it.test(value)));
  });
  return [...items].filter((item) => tests.every((matches) => matches(item)));
}

function readerOf<Item>(
  name: string,
  table: FilterTable<Item>,
  tagsOf: (item: Item) => Readonly<Record<string, string>>,
): (item: Item) => Values {
  if (name.startsWith("tag:")) return (item) => tagsOf(item)[name.slice("tag:".length)];
  if (name === "tag-key") return (item) => Object.keys(tagsOf(item));
  if (name === "tag-value") return (item) => Object.values(tagsOf(item));
  const read = Object.hasOwn(table, name) ? table[name] : undefined;
  if (read === undefined) throw new AwsError("InvalidParameterValue", `The filter '${name}' is invalid`);
  return read;
}

function toPattern(value: string): RegExp {
  const source = value
    .replace(/[.+^${}()|[\]]/g, "\\$&")
    .replace(/(?<!\\)\*/g, ".*")
    .replace(/(?<!\\)\?/g, ".");
  return new RegExp(`^${source}$`, "s");
}
