import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { access, mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { fromBufferPromise, type ZipFile } from "yauzl";
import { AwsError } from "../../protocol/aws-error.ts";
import { makePrivateFolder } from "../../storage/private-files.ts";

const LARGEST_UNZIPPED_BYTES = 262_144_000;

/** A deployment package, named by its content. */
export interface StoredCode {
  /** Base64 sha256 of the archive. */
  readonly codeSha256: string;
  readonly codeSize: number;
}

/** Deployment packages on disk: each archive is unpacked once, whatever number of functions uses it. */
export interface CodeStore {
  add(archive: Uint8Array): Promise<StoredCode>;
  /** Folder with the unpacked package. */
  directory(codeSha256: string): string;
  archivePath(codeSha256: string): string;
  readonly compileCacheDir: string;
}

/** Keeps packages under `<dataDir>/lambda/code/<sha256>`: archive and unpacked tree appear by one rename. */
export function createCodeStore(dataDir: string): CodeStore {
  const root = path.join(dataDir, "lambda");
  makePrivateFolder(root);
  const folder = (codeSha256: string) =>
    path.join(root, "code", Buffer.from(codeSha256, "base64").toString("hex"));
  return {
    compileCacheDir: path.join(root, "compile-cache"),
    directory: (codeSha256) => path.join(folder(codeSha256), "task"),
    archivePath: (codeSha256) => path.join(folder(codeSha256), "code.zip"),
    async add(archive) {
      const codeSha256 = createHash("sha256").update(archive).digest("base64");
      const stored = { codeSha256, codeSize: archive.byteLength };
      if (await exists(folder(codeSha256))) return stored;
      await mkdir(path.join(root, "code"), { recursive: true });
      // Keeps Node from reading a package.json above the data folder, which could turn index.js into a module.
      await writeFile(path.join(root, "package.json"), "{}\n");
      await install(archive, { root, folder: folder(codeSha256) });
      return stored;
    },
  };
}

async function install(archive: Uint8Array, to: Readonly<{ root: string; folder: string }>): Promise<void> {
  const staging = await mkdtemp(path.join(to.root, "code", ".unpacking-"));
  try {
    await writeFile(path.join(staging, "code.zip"), archive);
    await unpack(Buffer.from(archive), path.join(staging, "task"));
    await rename(staging, to.folder);
  } catch (error) {
    await rm(staging, { recursive: true, force: true });
    if (await exists(to.folder)) return;
    throw error;
  }
}

async function unpack(archive: Buffer, directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  const zip = await openZip(archive);
  let unzippedBytes = 0;
  for await (const entry of zip.eachEntry()) {
    unzippedBytes += entry.uncompressedSize;
    if (unzippedBytes > LARGEST_UNZIPPED_BYTES) {
      throw invalid(`Unzipped size must be smaller than ${LARGEST_UNZIPPED_BYTES} bytes`);
    }
    const target = path.join(directory, entry.fileName);
    if (entry.fileName.endsWith("/")) {
      await mkdir(target, { recursive: true });
      continue;
    }
    await mkdir(path.dirname(target), { recursive: true });
    await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(target));
  }
}

/** yauzl itself refuses entries that would leave the folder (absolute, `..`, backslashes). */
async function openZip(archive: Buffer): Promise<ZipFile> {
  try {
    return await fromBufferPromise(archive, { lazyEntries: true });
  } catch (cause) {
    throw new AwsError(
      "InvalidParameterValueException",
      "Could not unzip uploaded file. Please check your file.",
      {
        cause,
      },
    );
  }
}

function invalid(message: string): AwsError {
  return new AwsError("InvalidParameterValueException", message);
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
