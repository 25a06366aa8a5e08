import { AwsError } from "./aws-error.ts";

/** One page of a listing, and the token that asks for the next one. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextToken: string | undefined;
}

export interface PageOptions<Item> {
  readonly limit: number;
  readonly token: string | undefined;
  /** A key that grows strictly along the listing; the token is the last key handed out. */
  readonly keyOf: (item: Item) => string;
  /** The service's own code for a token that it never gave out. */
  readonly invalidTokenCode: string;
}

/** Cuts a listing that is sorted by `keyOf` into pages whose tokens stay valid when entries come and go. */
export function pageOf<Item>(items: Iterable<Item>, options: PageOptions<Item>): Page<Item> {
  const after =
    options.token === undefined ? undefined : decodeToken(options.token, options.invalidTokenCode);
  const taken: Item[] = [];
  for (const item of items) {
    if (after !== undefined && options.keyOf(item) <= after) continue;
    if (taken.length === options.limit) {
      return { items: taken, nextToken: encodeToken(options.keyOf(taken[taken.length - 1] ?? item)) };
    }
    taken.push(item);
  }
  return { items: taken, nextToken: undefined };
}

function encodeToken(key: string): string {
  return Buffer.from(JSON.stringify([key])).toString("base64url");
}

function decodeToken(token: string, invalidTokenCode: string): string {
  try {
    const [key] = JSON.parse(Buffer.from(token, "base64url").toString());
    if (typeof key === "string") return key;
  } catch {
    // Falls through to the refusal: whatever it is, it is no token of ours.
  }
  throw new AwsError(invalidTokenCode, "The pagination token is not one that this operation returned.");
}
