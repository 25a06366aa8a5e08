import { gunzipSync } from "node:zlib";
import { Parser, type ReadEntry } from "tar";
import type { FileTree, TreeEntry } from "./file-tree.ts";
import { linkStaysInside, relativePath } from "./safe-path.ts";

/** What an archive may hold at most, so that a small hostile one cannot fill the tooling instance. */
export interface UnpackLimits {
  readonly entries: number;
  readonly bytes: number;
}

export const defaultUnpackLimits: UnpackLimits = { entries: 100_000, bytes: 1024 ** 3 };

/** An archive that is damaged, too large, or tries to write outside its root. The message names the entry. */
export class ArchiveRefused extends Error {
  override readonly name = "ArchiveRefused";
}

/**
 * Reads a tar.gz into a tree. Refuses absolute paths, paths and links that leave the root, entries below a link, devices
 * and sockets, and more than the limits; a hard link becomes a copy of the file it names.
 */
export const unpackTree = async (archive: Uint8Array, limits = defaultUnpackLimits): Promise<FileTree> => {
  const records = await readRecords(inflate(archive, limits), limits);
  const tree = new Map<string, TreeEntry>();
  for (const record of records) {
    const path = checkedPath(record, tree);
    if (path !== "") tree.set(path, treeEntry(record, path, tree));
  }
  return tree;
};

interface ArchiveRecord {
  readonly path: string;
  readonly type: string;
  readonly mode: number;
  readonly linkTarget: string;
  readonly chunks: Buffer[];
}

/** The entries in the archive's order; nothing is judged here, because an entry's meaning depends on those before. */
const readRecords = (tar: Buffer, limits: UnpackLimits): Promise<readonly ArchiveRecord[]> =>
  new Promise((resolve, reject) => {
    const records: ArchiveRecord[] = [];
    const parser = new Parser({ strict: true });
    parser.on("error", (error: unknown) => reject(unreadable(error)));
    parser.on("end", () => resolve(records));
    parser.on("entry", (entry: ReadEntry) => {
      if (records.length === limits.entries) reject(tooMany(limits));
      const record = recordOf(entry);
      records.push(record);
      entry.on("data", (chunk: Buffer) => record.chunks.push(chunk));
    });
    parser.end(tar);
  });

const recordOf = (entry: ReadEntry): ArchiveRecord => ({
  path: entry.path,
  type: entry.type,
  mode: (entry.mode ?? 0o644) & 0o7777,
  linkTarget: entry.linkpath ?? "",
  chunks: [],
});

const inflate = (archive: Uint8Array, limits: UnpackLimits): Buffer => {
  try {
    // Room for the headers besides the contents.
    return gunzipSync(archive, { maxOutputLength: limits.bytes + 1024 * 1024 });
  } catch (error) {
    const tooLarge = error instanceof RangeError;
    const reason = tooLarge ? `it unpacks to more than ${limits.bytes} bytes` : "it is no gzip file";
    throw new ArchiveRefused(`the archive cannot be read: ${reason}`, { cause: error });
  }
};

const checkedPath = (record: ArchiveRecord, tree: FileTree): string => {
  const path = relativePath(record.path);
  if (path === undefined) throw new ArchiveRefused(`entry ${quoted(record.path)} leaves the archive's root`);
  const obstacle = parents(path).find((parent) => (tree.get(parent)?.kind ?? "folder") !== "folder");
  if (obstacle !== undefined)
    throw new ArchiveRefused(
      `entry ${quoted(record.path)} is written through ${quoted(obstacle)}, no folder`,
    );
  return path;
};

const treeEntry = (record: ArchiveRecord, path: string, tree: FileTree): TreeEntry => {
  switch (record.type) {
    case "File":
    case "OldFile":
    case "ContiguousFile":
      return { kind: "file", mode: record.mode, content: Buffer.concat(record.chunks) };
    case "Directory":
    case "GNUDumpDir":
      return { kind: "folder", mode: record.mode };
    case "SymbolicLink":
      return symbolicLink(path, record.linkTarget);
    case "Link":
      return linkedFile(path, record.linkTarget, tree);
    default:
      throw new ArchiveRefused(
        `entry ${quoted(path)} is a ${record.type}; only files, folders and links are taken`,
      );
  }
};

const symbolicLink = (path: string, target: string): TreeEntry => {
  if (!linkStaysInside(path, target))
    throw new ArchiveRefused(`link ${quoted(path)} points to ${quoted(target)}, outside the archive's root`);
  return { kind: "link", target };
};

const linkedFile = (path: string, target: string, tree: FileTree): TreeEntry => {
  const source = tree.get(relativePath(target) ?? "");
  if (source?.kind !== "file")
    throw new ArchiveRefused(
      `hard link ${quoted(path)} points to ${quoted(target)}, which is no file before it`,
    );
  return source;
};

const parents = (path: string): string[] => {
  const names = path.split("/").slice(0, -1);
  return names.map((_, index) => names.slice(0, index + 1).join("/"));
};

const quoted = (text: string): string => JSON.stringify(text.slice(0, 200));

const tooMany = (limits: UnpackLimits): Error =>
  new ArchiveRefused(`the archive holds more than ${limits.entries} entries`);

const unreadable = (error: unknown): Error => {
  const reason = error instanceof Error ? error.message : String(error);
  return new ArchiveRefused(`the archive cannot be read: ${reason}`, { cause: error });
};
