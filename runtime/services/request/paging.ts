import { AwsError } from "../../protocol/aws-error.ts";

/** One page of a list, and the token that asks for the next one. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextToken: string | undefined;
}

/** Cuts a page out of a list. The token holds the position; `code` is what the service calls a bad one. */
export function cutPage<Item>(
  items: readonly Item[],
  options: Readonly<{ pageSize: number | undefined; token: string | undefined; code: string }>,
): Page<Item> {
  const start = options.token === undefined ? 0 : decodeToken(options.token, options.code);
  const end = start + (options.pageSize ?? items.length);
  return { items: items.slice(start, end), nextToken: end < items.length ? encodeToken(end) : undefined };
}

function encodeToken(position: number): string {
  return Buffer.from(JSON.stringify({ position })).toString("base64url");
}

function decodeToken(token: string, code: string): number {
  const match = /^\{"position":(\d+)\}$/.exec(Buffer.from(token, "base64url").toString());
  if (match === null) throw new AwsError(code, `Invalid token: ${token}`);
  return Number(match[1]);
}
