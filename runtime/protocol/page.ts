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
  /** The service's own code for a token that it never gave out, and its words if they are known. */
  readonly invalidTokenCode: string;
  readonly invalidTokenMessage?: string;
}

/** Cuts a listing that is sorted by `keyOf` into pages whose tokens stay valid when entries come and go. */
export function pageOf<Item>(items: Iterable<Item>, options: PageOptions<Item>): Page<Item> {
  const after = decodeToken(options, "string");
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

export interface PositionOptions {
  /** Everything on one page when it is absent. */
  readonly limit: number | undefined;
  readonly token: string | undefined;
  readonly invalidTokenCode: string;
}

/**
 * Cuts a listing in whatever order into pages; the token is the position of the next entry, so entries that go meanwhile
 * move those behind them up.
 */
export function pageByPosition<Item>(items: readonly Item[], options: PositionOptions): Page<Item> {
  const start = decodeToken(options, "number") ?? 0;
  const end = start + (options.limit ?? items.length);
  return { items: items.slice(start, end), nextToken: end < items.length ? encodeToken(end) : undefined };
}

function encodeToken(place: string | number): string {
  return Buffer.from(JSON.stringify([place])).toString("base64url");
}

interface PlaceTypes {
  readonly string: string;
  readonly number: number;
}

type GivenToken = Pick<PageOptions<unknown>, "token" | "invalidTokenCode" | "invalidTokenMessage">;

const NOT_OURS = "The pagination token is not one that this operation returned.";

function decodeToken<Type extends keyof PlaceTypes>(
  { token, invalidTokenCode, invalidTokenMessage = NOT_OURS }: GivenToken,
  type: Type,
): PlaceTypes[Type] | undefined {
  if (token === undefined) return undefined;
  try {
    const [place] = JSON.parse(Buffer.from(token, "base64url").toString());
    if (typeof place === type) return place;
  } catch {
    // Falls through to the refusal: whatever it is, it is no token of ours.
  }
  throw new AwsError(invalidTokenCode, invalidTokenMessage);
}
