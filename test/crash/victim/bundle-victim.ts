import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { build, type Plugin } from "esbuild";
import { requireBuiltins } from "../../../scripts/building/require-builtins.ts";

/** The victim's program as one file, so that a new process is at work after some 50 ms of processor time rather than 450. */
export interface VictimProgram {
  readonly file: string;
  remove(): void;
}

const MODULES = path.resolve(import.meta.dirname, "../../../node_modules");
const SERVICES = path.resolve(import.meta.dirname, "../../../runtime/services");
const REQUIRE_FOR_COMMONJS =
  'import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);';

/** The services that the victim has, by their clients. */
const CLIENTS_OF_VICTIM = new Set(["dynamodb", "kms", "lambda", "s3", "sfn", "sns", "sqs"]);

/** Programs of threads that the services start, which are to lie beside them. */
const THREADS = ["lambda/bootstrap.mjs", "dynamodb/dynalite-worker.mjs"];

/**
 * Of the SDK's clients only their shapes are used here, and only those of the services that the victim has: the rest of a client
 * is three quarters of a start.
 */
const shapesOnly: Plugin = {
  name: "shapes-only",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^@aws-sdk\/client-/ }, ({ path: name }) => {
      if (!CLIENTS_OF_VICTIM.has(name.replace("@aws-sdk/client-", "")))
        return { path: name, namespace: "left-out" };
      return { path: path.join(MODULES, name, "dist-es/schemas/schemas_0.js") };
    });
    onLoad({ filter: /.*/, namespace: "left-out" }, () => ({ contents: "export {};" }));
  },
};

/** Bundles the victim into a folder of this process. It is loaded through a compile cache, which it fills when it is told to. */
export async function bundleVictim(): Promise<VictimProgram> {
  const folder = path.join(MODULES, `.cache/repave-crash-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  await build({
    entryPoints: [path.resolve(import.meta.dirname, "../serve.ts")],
    outfile: path.join(folder, "serve.mjs"),
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node24",
    mainFields: ["module", "main"],
    legalComments: "none",
    logLevel: "warning",
    banner: { js: REQUIRE_FOR_COMMONJS },
    plugins: [shapesOnly, requireBuiltins],
  });
  await build({
    entryPoints: THREADS.map((thread) => path.resolve(SERVICES, thread)),
    outdir: folder,
    entryNames: "[name]",
    outExtension: { ".js": ".mjs" },
    bundle: true,
    packages: "external",
    format: "esm",
    platform: "node",
    target: "node24",
    logLevel: "warning",
  });
  const file = path.join(folder, "main.mjs");
  const compiled = JSON.stringify(path.join(folder, "compiled"));
  writeFileSync(
    file,
    `import module from "node:module";\nmodule.enableCompileCache(${compiled});\nawait import("./serve.mjs");\n`,
  );
  return { file, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
