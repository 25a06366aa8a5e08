import { buffer } from "node:stream/consumers";
import yazl from "yazl";

/** A deployment package with the given files. */
export async function zip(files: Readonly<Record<string, string>>): Promise<Buffer> {
  const archive = new yazl.ZipFile();
  for (const [name, text] of Object.entries(files)) {
    archive.addBuffer(Buffer.from(text), name, { mtime: new Date(0) });
  }
  archive.end();
  return buffer(archive.outputStream);
}
