import { mkdir, realpath, rename, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join, normalize, sep } from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import type { Caller } from "../../../kernel/caller.ts";
import type { Runtime } from "../../../kernel/service.ts";
import type { DownloadStep } from "./document-content.ts";
import type { StepOutcome } from "./step-outcome.ts";

/** Fetches one object of S3, as the instance's role, into the instance's root. */
export async function runDownloadStep(
  options: Readonly<{
    step: DownloadStep;
    root: string;
    runtime: Runtime;
    findCaller: () => Promise<Caller>;
  }>,
): Promise<StepOutcome> {
  try {
    const { bucket, key } = readSource(options.step.inputs.sourceInfo);
    const content = await fetchObject(options.runtime, { bucket, key, caller: await options.findCaller() });
    const file = await chooseFile(options.root, options.step.inputs.destinationPath ?? "", basename(key));
    await replaceFile(file, content);
    const stdout = `Content downloaded to ${file.slice(options.root.length)}`;
    return { status: "Success", statusDetails: "Success", responseCode: 0, stdout, stderr: "" };
  } catch (error) {
    const stderr = `failed to download content: ${error instanceof Error ? error.message : String(error)}`;
    return { status: "Failed", statusDetails: "Failed", responseCode: 1, stdout: "", stderr };
  }
}

interface S3Location {
  readonly bucket: string;
  readonly key: string;
}

/** The ways in which S3 URLs are written: the bucket as a host name, or as the first part of the path. */
function readSource(sourceInfo: string | { readonly path: string }): S3Location {
  const info = typeof sourceInfo === "string" ? (JSON.parse(sourceInfo) as { path?: unknown }) : sourceInfo;
  const url = new URL(String(info.path));
  const path = decodeURIComponent(url.pathname.slice(1));
  const host = /^(?:(?<bucket>.+)\.)?s3[.-](?:[a-z0-9-]+\.)?amazonaws\.com(\.cn)?$/.exec(url.hostname);
  const slash = path.indexOf("/");
  const location =
    host?.groups?.bucket === undefined
      ? { bucket: path.slice(0, slash), key: path.slice(slash + 1) }
      : { bucket: host.groups.bucket, key: path };
  if (location.bucket === "" || location.key === "" || location.key.endsWith("/")) {
    throw new Error(`one object of S3 is expected, by its URL, not ${url.href}`);
  }
  return location;
}

async function fetchObject(
  runtime: Runtime,
  { bucket, key, caller }: S3Location & { caller: Caller },
): Promise<Buffer> {
  const input = { Bucket: bucket, Key: key };
  const { Body } = await runtime.aws.call<{ Body?: Uint8Array | Readable }>("s3", "GetObject", input, caller);
  return Body instanceof Readable ? buffer(Body) : Buffer.from(Body ?? []);
}

/** A destination that is a directory, or ends with a slash, gets the object under its own name. */
async function chooseFile(root: string, destination: string, name: string): Promise<string> {
  const path = join(root, normalize(join("/", destination)));
  const isDirectory = await stat(path).then(
    (it) => it.isDirectory(),
    () => destination === "" || destination.endsWith("/"),
  );
  const file = isDirectory ? join(path, name) : path;
  await mkdir(dirname(file), { recursive: true });
  // A link inside the root must not lead the download out of it.
  const [realRoot, realDirectory] = await Promise.all([realpath(root), realpath(dirname(file))]);
  if (realDirectory !== realRoot && !realDirectory.startsWith(realRoot + sep)) {
    throw new Error(`${destination} leaves the instance's root`);
  }
  return file;
}

/** So that a program which reads the file meanwhile sees the old content or the new, never a part. */
async function replaceFile(file: string, content: Buffer): Promise<void> {
  const unfinished = `${file}.download`;
  await writeFile(unfinished, content, { mode: 0o644 });
  await rename(unfinished, file);
}
