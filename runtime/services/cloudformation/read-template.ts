import type { Caller } from "../../kernel/caller.ts";
import type { Runtime } from "../../kernel/service.ts";
import { validationError } from "./template/validation-error.ts";

const LONGEST_BODY_BYTES = 51_200;
const LONGEST_OBJECT_BYTES = 1_048_576;

/** Where an operation's template comes from. */
export interface TemplateSource {
  readonly TemplateBody?: string | undefined;
  readonly TemplateURL?: string | undefined;
  /** The template in force, when it is to be used again: its length was allowed before. */
  readonly previousBody?: string | undefined;
}

/** The text of a template: given whole (up to 51,200 bytes), or by the URL of an object of S3 (up to 1 MiB). */
export async function readTemplate(
  runtime: Runtime,
  source: TemplateSource,
  caller: Caller,
): Promise<string> {
  const { TemplateBody, TemplateURL, previousBody } = source;
  if (previousBody !== undefined) return previousBody;
  if ((TemplateBody === undefined) === (TemplateURL === undefined))
    throw validationError("Either Template URL or Template Body must be specified.");
  if (TemplateURL !== undefined) return readObject(runtime, TemplateURL, caller);
  const size = Buffer.byteLength(TemplateBody ?? "");
  if (size > LONGEST_BODY_BYTES)
    throw validationError(
      `1 validation error detected: Value at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to ${LONGEST_BODY_BYTES}, and has ${size}. Give TemplateURL instead.`,
    );
  return TemplateBody ?? "";
}

async function readObject(runtime: Runtime, url: string, caller: Caller): Promise<string> {
  const { bucket, key } = objectAt(url);
  try {
    const input = { Bucket: bucket, Key: key };
    const { Body } = await runtime.aws.call<{ Body: AsyncIterable<Uint8Array> | Uint8Array }>(
      "s3",
      "GetObject",
      input,
      caller,
    );
    const bytes = await collect(Body);
    if (bytes.length > LONGEST_OBJECT_BYTES)
      throw new Error(`it has ${bytes.length} bytes; at most 1 MiB is allowed`);
    return bytes.toString();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw validationError(`S3 error for template ${url}: ${reason}`, error);
  }
}

/** Both of S3's forms: `https://host/bucket/key` and `https://bucket.s3.region.amazonaws.com/key`. */
function objectAt(url: string): Readonly<{ bucket: string; key: string }> {
  if (!URL.canParse(url)) throw validationError(`TemplateURL must be a supported URL: ${url}`);
  const { hostname, pathname } = new URL(url);
  const path = decodeURIComponent(pathname).slice(1);
  const virtualHost = /^(.+)\.s3[.-]/.exec(hostname)?.[1];
  if (virtualHost !== undefined) return { bucket: virtualHost, key: path };
  const slash = path.indexOf("/");
  if (slash < 1) throw validationError(`TemplateURL must name a bucket and a key: ${url}`);
  return { bucket: path.slice(0, slash), key: path.slice(slash + 1) };
}

async function collect(body: AsyncIterable<Uint8Array> | Uint8Array): Promise<Buffer> {
  if (body instanceof Uint8Array) return Buffer.from(body);
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}
