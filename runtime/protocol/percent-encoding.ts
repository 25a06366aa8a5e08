import { AwsError } from "./aws-error.ts";

/** Decodes what came percent-encoded in a path, a query or a header. Throws `InvalidURI` for what is not. */
export function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    throw new AwsError("InvalidURI", "Couldn't parse the specified URI: it is not percent-encoded UTF-8.", {
      cause,
    });
  }
}
