import { existsSync, readdirSync } from "node:fs";
import { cp, rm } from "node:fs/promises";
import { join } from "node:path";
import { type BuildOptions, build } from "esbuild";
import { workerStages } from "../../core/worker-request.ts";
import { bundlePrograms } from "./bundle-programs.ts";
import { leanSdk } from "./lean-sdk.ts";
import { requireBuiltins } from "./require-builtins.ts";
import { zipFile } from "./zip.ts";

/** One program, and where its bundle goes below `dist/`, without `.mjs`. */
interface Bundle {
  readonly in: string;
  readonly out: string;
}

/** CommonJS packages inside an ES module bundle still call `require`. */
const REQUIRE_FOR_COMMONJS =
  'import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);';

/** All in one build, which reads each file once. Names are kept: the state machine matches errors by the names of their classes. */
const OPTIONS: BuildOptions = {
  bundle: true,
  outExtension: { ".js": ".mjs" },
  format: "esm",
  platform: "node",
  target: "node24",
  mainFields: ["module", "main"],
  minify: true,
  keepNames: true,
  legalComments: "none",
  logLevel: "warning",
  banner: { js: REQUIRE_FOR_COMMONJS },
  plugins: [requireBuiltins, leanSdk],
};

/**
 * Bundles every function (`dist/functions/<name>/index.mjs` and `<name>.zip`), the stages' workers (`dist/worker/<stage>.mjs`),
 * what publishes a base image (`dist/publish`), and the base image's tree with the boot program (`dist/base-image`). Only what has an entry point is built.
 * Answers the paths of the bundles.
 */
export async function bundleAll(root: string): Promise<string[]> {
  const names = functionNames(root);
  const bundles = [...names.map(functionBundle), ...programs(root)];
  const workers = workerStages.map(workerBundle);
  await build({ ...OPTIONS, absWorkingDir: root, entryPoints: bundles, outdir: "dist" });
  await bundlePrograms({ options: OPTIONS, root, bundles: workers });
  await Promise.all(names.map((name) => zipFunction(root, name)));
  await copyBaseImage(root);
  return [...bundles, ...workers].map(({ out }) => `dist/${out}.mjs`);
}

/** The folders of `functions/` that hold a handler. */
export function functionNames(root: string): string[] {
  const folders = readdirSync(join(root, "functions"), { withFileTypes: true });
  const names = folders.filter((folder) => folder.isDirectory()).map((folder) => folder.name);
  return names.filter((name) => existsSync(join(root, "functions", name, "handler.ts"))).sort();
}

function functionBundle(name: string): Bundle {
  return { in: `functions/${name}/handler.ts`, out: `functions/${name}/index` };
}

function workerBundle(stage: string): Bundle {
  return { in: `worker/programs/${stage}.ts`, out: `worker/${stage}` };
}

function programs(root: string): Bundle[] {
  const all: Bundle[] = [
    { in: "worker/programs/base-image.ts", out: "publish/base-image" },
    { in: "worker/boot/main.ts", out: "base-image/opt/repave/boot" },
    { in: "worker/inspect/main.ts", out: "base-image/opt/repave/inspect" },
  ];
  return all.filter((program) => existsSync(join(root, program.in)));
}

async function zipFunction(root: string, name: string): Promise<void> {
  const folder = join(root, "dist/functions");
  await zipFile({
    source: join(folder, name, "index.mjs"),
    name: "index.mjs",
    target: join(folder, `${name}.zip`),
  });
}

/** The base image's own files are copied anew, so that none stays that is no longer there. */
async function copyBaseImage(root: string): Promise<void> {
  const source = join(root, "infra/base-image/root");
  if (!existsSync(source)) return;
  await cp(source, join(root, "dist/base-image"), { recursive: true });
}

/** Removes what an earlier build left, so that a renamed function leaves no old bundle behind. */
export async function removeBundles(root: string): Promise<void> {
  const folders = ["functions", "worker", "publish", "base-image"];
  await Promise.all(
    folders.map((folder) => rm(join(root, "dist", folder), { recursive: true, force: true })),
  );
}
