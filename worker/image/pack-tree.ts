import { gzipSync } from "node:zlib";
import { Header, type HeaderData, Pax } from "tar";
import { type FileTree, sortedEntries, type TreeEntry } from "./file-tree.ts";

const blockBytes = 512;
/** Level 1: an image is read once or twice and written in the way of a release; size hardly matters, time does. */
const compressionLevel = 1;

/** A tar.gz of the tree; equal trees give equal bytes (sorted, no owner, time 0). */
export const packTree = (tree: FileTree): Buffer => gzipSync(tarOf(tree), { level: compressionLevel });

const tarOf = (tree: FileTree): Buffer => {
  const blocks: Buffer[] = [];
  for (const [path, entry] of sortedEntries(tree)) blocks.push(...entryBlocks(path, entry));
  blocks.push(Buffer.alloc(2 * blockBytes));
  return Buffer.concat(blocks);
};

const entryBlocks = (path: string, entry: TreeEntry): Buffer[] => {
  const content = entry.kind === "file" ? entry.content : Buffer.alloc(0);
  const data = headerData(path, entry, content.length);
  const header = new Header(data);
  const block = Buffer.alloc(blockBytes);
  const needsPax = header.encode(block, 0);
  const pax = needsPax ? [new Pax(longFields(data)).encode()] : [];
  return [...pax, block, content, padding(content.length)];
};

const headerData = (path: string, entry: TreeEntry, size: number): HeaderData => ({
  path: entry.kind === "folder" ? `${path}/` : path,
  mode: entry.kind === "link" ? 0o777 : entry.mode,
  uid: 0,
  gid: 0,
  size,
  mtime: new Date(0),
  type: entryTypes[entry.kind],
  ...(entry.kind === "link" ? { linkpath: entry.target } : {}),
});

const entryTypes = { file: "File", folder: "Directory", link: "SymbolicLink" } as const;

/** Only what a plain header has no room for: a pax record with times would make the archive depend on them. */
const longFields = (data: HeaderData): HeaderData => ({
  ...(data.path === undefined ? {} : { path: data.path }),
  ...(data.linkpath === undefined ? {} : { linkpath: data.linkpath }),
  ...(data.size === undefined ? {} : { size: data.size }),
});

const padding = (size: number): Buffer => Buffer.alloc((blockBytes - (size % blockBytes)) % blockBytes);
