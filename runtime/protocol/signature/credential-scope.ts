import { denied } from "./denied.ts";

/** What a key is derived for, and whose. */
export interface CredentialScope {
  readonly accessKeyId: string;
  readonly date: string;
  readonly region: string;
  readonly service: string;
}

/** Reads `KEY/DATE/REGION/SERVICE/aws4_request`. */
export function credentialScope(text: string): CredentialScope {
  const [accessKeyId, date, region, service, terminator] = text.split("/");
  if (!accessKeyId || !date || !region || !service || terminator !== "aws4_request") {
    throw denied(
      "IncompleteSignature",
      `Credential must be KEY/DATE/REGION/SERVICE/aws4_request; got ${text.split("/").length} parts.`,
    );
  }
  return { accessKeyId, date, region, service };
}

/** The scope as the string to sign names it. */
export function scopeText({ date, region, service }: CredentialScope): string {
  return `${date}/${region}/${service}/aws4_request`;
}
