import { posix } from "node:path";

/**
 * The path of an archive's entry as a plain relative path: `./a//b/` becomes `a/b`, the root itself the empty text.
 * Undefined when the path is absolute, leaves the root, or holds a character no file name should.
 */
export const relativePath = (path: string): string | undefined => {
  if (path.startsWith("/") || path.includes("\0") || path.includes("\\")) return undefined;
  const normal = posix.normalize(path).replace(/\/+$/, "");
  if (normal === "." || normal === "") return "";
  return leavesRoot(normal) ? undefined : normal;
};

/** Whether a link at `path` that points to `target` stays inside the root. Absolute targets never do. */
export const linkStaysInside = (path: string, target: string): boolean =>
  !target.startsWith("/") &&
  !target.includes("\0") &&
  !leavesRoot(posix.normalize(posix.join(posix.dirname(path), target)));

const leavesRoot = (normalPath: string): boolean => normalPath === ".." || normalPath.startsWith("../");
