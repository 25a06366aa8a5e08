import { s3Errors } from "./errors.ts";

/** What every listing of keys is asked. */
export interface ListingRequest<Item> {
  /** In the order of their keys. */
  readonly items: Iterable<Item>;
  readonly keyOf: (item: Item) => string;
  readonly prefix: string;
  readonly delimiter: string;
  /** Whether an item, or a common prefix, was on an earlier page. */
  readonly isPast: (keyOrPrefix: string, item: Item | undefined) => boolean;
  readonly limit: number;
}

export interface Listing<Item> {
  readonly items: readonly Item[];
  readonly commonPrefixes: readonly string[];
  /** The key or common prefix that the page ends with, when there is more. */
  readonly next?: { readonly place: string; readonly item?: Item };
}

/** One page of keys, with those beyond the delimiter rolled up into common prefixes, as all S3 listings have it. */
export function listKeys<Item>(request: ListingRequest<Item>): Listing<Item> {
  const { keyOf, prefix, delimiter, limit } = request;
  const items: Item[] = [];
  const commonPrefixes: string[] = [];
  let last: { place: string; item?: Item } | undefined;
  for (const item of request.items) {
    const key = keyOf(item);
    const rolled = commonPrefix(key, prefix, delimiter);
    if (rolled !== undefined && rolled === commonPrefixes.at(-1)) continue;
    if (rolled === undefined ? request.isPast(key, item) : request.isPast(rolled, undefined)) continue;
    if (items.length + commonPrefixes.length === limit)
      return last ? { items, commonPrefixes, next: last } : { items, commonPrefixes };
    if (rolled === undefined) items.push(item);
    else commonPrefixes.push(rolled);
    last = rolled === undefined ? { place: key, item } : { place: rolled };
  }
  return { items, commonPrefixes };
}

function commonPrefix(key: string, prefix: string, delimiter: string): string | undefined {
  if (delimiter === "") return undefined;
  const at = key.indexOf(delimiter, prefix.length);
  return at < 0 ? undefined : key.slice(0, at + delimiter.length);
}

/** `MaxKeys`: at most 1000, whatever is asked. */
export function pageLimit(maxKeys: number | undefined): number {
  if (maxKeys !== undefined && maxKeys < 0) throw s3Errors.invalidArgument("max-keys must not be negative");
  return Math.min(maxKeys ?? 1000, 1000);
}

/** With `encoding-type=url`, keys in answers are percent-encoded (XML cannot hold every character). */
export function urlEncoder(encodingType: string | undefined): (text: string) => string {
  if (encodingType !== "url") return (text) => text;
  return (text) => encodeURIComponent(text).replaceAll("%2F", "/");
}
