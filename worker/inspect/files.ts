import { hash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Inspection, Offenders } from "./inspection.ts";
import { type FoundFile, walkRoot } from "./walk.ts";

const shownPaths = 20;
/** A private key is small; larger files are not searched. */
const searchedBytes = 64 * 1024;

type FileFindings = Pick<
  Inspection,
  | "fileCount"
  | "worldWritable"
  | "setUserId"
  | "looseOwnFiles"
  | "credentials"
  | "sshFiles"
  | "changed"
  | "added"
  | "checksumsSha256"
  | "image"
>;

/** What the files below the root tell: their modes, their contents against the baked list, and what should not be there. */
export function inspectFiles(root: string): FileFindings {
  const files = walkRoot(root);
  const plain = files.filter(({ isFolder }) => !isFolder);
  const checksums = readOptional(root, "opt/repave/checksums.json");
  const image = readOptional(root, "opt/repave/image.json");
  const baked = JSON.parse(checksums?.toString("utf8") ?? "{}") as Record<string, string>;
  const contents = readContents(root, plain, baked);
  return {
    fileCount: plain.length,
    worldWritable: offenders(files, ({ mode }) => (mode & 0o002) !== 0),
    setUserId: offenders(plain, ({ mode }) => (mode & 0o6000) !== 0),
    looseOwnFiles: offenders(
      files,
      ({ path, mode }) => path.startsWith("opt/repave") && (mode & 0o022) !== 0,
    ),
    credentials: offenders(plain, ({ path }) => isCredentials(path) || contents.privateKeys.has(path)),
    sshFiles: offenders(plain, ({ path }) =>
      /(^|\/)(authorized_keys|ssh_host_[^/]*_key|sshd_config)$/.test(path),
    ),
    changed: listed(Object.keys(baked).filter((path) => contents.digests.get(path) !== baked[path])),
    added: offenders(plain, ({ path }) => path.startsWith("srv/app/") && baked[path] === undefined),
    ...(checksums === undefined ? {} : { checksumsSha256: sha256(checksums) }),
    ...(image === undefined ? {} : { image: JSON.parse(image.toString("utf8")) as unknown }),
  };
}

interface Contents {
  readonly digests: ReadonlyMap<string, string>;
  readonly privateKeys: ReadonlySet<string>;
}

function readContents(
  root: string,
  files: readonly FoundFile[],
  baked: Readonly<Record<string, string>>,
): Contents {
  const digests = new Map<string, string>();
  const privateKeys = new Set<string>();
  for (const { path, sizeBytes } of files) {
    const isSmall = sizeBytes <= searchedBytes;
    if (!isSmall && baked[path] === undefined) continue;
    const content = readFileSync(join(root, path));
    if (baked[path] !== undefined) digests.set(path, sha256(content));
    if (isSmall && isPrivateKey(content)) privateKeys.add(path);
  }
  return { digests, privateKeys };
}

function isPrivateKey(content: Buffer): boolean {
  return /^-----BEGIN [A-Z ]*PRIVATE KEY-----\s*$/m.test(content.toString("latin1"));
}

function isCredentials(path: string): boolean {
  return /(^|\/)(\.aws\/credentials|\.npmrc|\.netrc|\.docker\/config\.json)$/.test(path);
}

function offenders(files: readonly FoundFile[], breaks: (file: FoundFile) => boolean): Offenders {
  return listed(files.filter(breaks).map(({ path }) => path));
}

function listed(paths: readonly string[]): Offenders {
  return { count: paths.length, paths: paths.slice(0, shownPaths) };
}

function sha256(content: Uint8Array): string {
  return hash("sha256", content);
}

function readOptional(root: string, path: string): Buffer | undefined {
  try {
    return readFileSync(join(root, path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
