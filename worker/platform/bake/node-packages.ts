import type { FileTree } from "../../image/file-tree.ts";

/** One npm package of an application. */
export interface NodePackage {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  /** As package-lock.json has it: `sha512-<base64>`. */
  readonly integrity?: string;
}

interface LockedPackage {
  readonly name?: unknown;
  readonly version?: unknown;
  readonly license?: unknown;
  readonly integrity?: unknown;
  readonly dev?: unknown;
  readonly link?: unknown;
}

/**
 * Every npm package of an artifact, by name and version: those that lie in `node_modules`, and those that its
 * package-lock.json or package.json names for production, which a bundle holds without their folders.
 */
export function listPackages(artifact: FileTree): readonly NodePackage[] {
  const packages = new Map<string, NodePackage>();
  const all = [...declaredPackages(artifact), ...installedPackages(artifact), ...lockedPackages(artifact)];
  for (const found of all) packages.set(`${found.name}@${found.version}`, found);
  return [...packages].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, found]) => found);
}

function installedPackages(artifact: FileTree): readonly NodePackage[] {
  const manifests = [...artifact.keys()].filter((path) =>
    /(^|\/)node_modules\/(@[^/]+\/)?[^/]+\/package\.json$/.test(path),
  );
  return manifests.flatMap((path) => packageOf(undefined, readJson(artifact, path)));
}

function lockedPackages(artifact: FileTree): readonly NodePackage[] {
  const { packages } = readJson(artifact, "package-lock.json") as {
    packages?: Record<string, LockedPackage>;
  };
  return Object.entries(packages ?? {})
    .filter(([path, entry]) => path !== "" && entry.dev !== true && entry.link !== true)
    .flatMap(([path, entry]) => packageOf(path.replace(/^.*node_modules\//, ""), entry));
}

/** Dependencies with an exact version; a range does not say what is in the bundle. */
function declaredPackages(artifact: FileTree): readonly NodePackage[] {
  const { dependencies } = readJson(artifact, "package.json") as { dependencies?: Record<string, unknown> };
  return Object.entries(dependencies ?? {}).flatMap(([name, version]) =>
    typeof version === "string" && /^\d/.test(version) ? [{ name, version }] : [],
  );
}

function packageOf(fallbackName: string | undefined, entry: LockedPackage): NodePackage[] {
  const name = typeof entry.name === "string" ? entry.name : fallbackName;
  if (name === undefined || typeof entry.version !== "string") return [];
  return [
    {
      name,
      version: entry.version,
      ...(typeof entry.license === "string" ? { license: entry.license } : {}),
      ...(typeof entry.integrity === "string" ? { integrity: entry.integrity } : {}),
    },
  ];
}

/** A file that is absent or no JSON names no packages; whether the application can run without it is not ours to say. */
function readJson(artifact: FileTree, path: string): LockedPackage {
  const entry = artifact.get(path);
  if (entry?.kind !== "file") return {};
  try {
    const value: unknown = JSON.parse(entry.content.toString("utf8"));
    return typeof value === "object" && value !== null ? value : {};
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}
