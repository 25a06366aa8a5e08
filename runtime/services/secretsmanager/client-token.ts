import { secretErrors } from "./errors.ts";

/** The id that a request gives to the version it makes. */
export function checkToken(token: string): string {
  if (token.length >= 32 && token.length <= 64) return token;
  throw secretErrors.invalidParameter("ClientRequestToken must be 32-64 characters long.");
}
