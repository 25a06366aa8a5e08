import { createWriteStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { ZipFile } from "yazl";

/** The earliest time a ZIP archive can hold in every time zone: the same content always gives the same bytes. */
const FIXED_TIME = new Date(1980, 0, 2);

/** Writes a ZIP archive with one file in it. The bytes depend on the file's name and content only. */
export async function zipFile(options: Readonly<{ source: string; name: string; target: string }>) {
  const zip = new ZipFile();
  zip.addBuffer(await readFile(options.source), options.name, { mtime: FIXED_TIME, mode: 0o100644 });
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(options.target));
}
