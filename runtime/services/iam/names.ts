import { randomBytes } from "node:crypto";
import { iamErrors } from "./errors.ts";

const NAME = /^[\w+=,.@-]+$/;
const PATH = /^\/(?:[\x21-\x7e]+\/)?$/;
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** Checks an entity's name and path; the path is `/` when none is given. */
export function checkedPath({
  name,
  path = "/",
  longest,
}: Readonly<{ name: string; path?: string | undefined; longest: number }>): string {
  if (!NAME.test(name) || name.length > longest) {
    throw iamErrors.validation(
      `The name '${name}' must match [\\w+=,.@-]+ and have at most ${longest} characters.`,
    );
  }
  if (!PATH.test(path) || path.length > 512)
    throw iamErrors.validation(`The path '${path}' must begin and end with /.`);
  return path;
}

/** A unique id as IAM makes them: `AIPA…` for instance profiles, `ANPA…` for policies. */
export function newUniqueId(prefix: "AIPA" | "ANPA"): string {
  return prefix + Array.from(randomBytes(16), (byte) => ALPHABET[byte & 31]).join("");
}
