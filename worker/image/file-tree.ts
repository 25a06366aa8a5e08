/** One entry of an image's root: a file with its content, a folder, or a link whose target stays inside the root. */
export type TreeEntry =
  | { readonly kind: "file"; readonly mode: number; readonly content: Buffer }
  | { readonly kind: "folder"; readonly mode: number }
  | { readonly kind: "link"; readonly target: string };

/** A root directory in memory: path relative to the root (no leading slash, `/` between names) → entry. */
export type FileTree = ReadonlyMap<string, TreeEntry>;

/** A file of a tree from text or bytes; mode 0644 unless told. */
export const fileEntry = (content: string | Buffer, mode = 0o644): TreeEntry => ({
  kind: "file",
  mode,
  content: typeof content === "string" ? Buffer.from(content) : content,
});

/** The entries of `added` under a folder of the root, over those that `base` has at the same paths. */
export const mergeTrees = (base: FileTree, folder: string, added: FileTree): FileTree => {
  const merged = new Map(base);
  for (const [path, entry] of added) merged.set(folder === "" ? path : `${folder}/${path}`, entry);
  return merged;
};

/** The entries in the order they are packed: by path, compared byte by byte, so that equal trees give equal archives. */
export const sortedEntries = (tree: FileTree): readonly (readonly [string, TreeEntry])[] =>
  [...tree].sort(([left], [right]) => Buffer.compare(Buffer.from(left), Buffer.from(right)));
