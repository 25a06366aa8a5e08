import { createHash } from "node:crypto";
import { basename } from "node:path";
import { type BuildOptions, build } from "esbuild";

export interface ProgramBundles {
  readonly options: BuildOptions;
  readonly root: string;
  /** Entry points, each with the path of its bundle below `dist/`, without `.mjs`. */
  readonly bundles: readonly { readonly in: string; readonly out: string }[];
}

/**
 * Bundles programs as text in a module that starts them from what V8 compiled in an earlier run (`worker/start-program.ts`):
 * one file each, so that what is fetched is always a whole.
 */
export async function bundlePrograms({ options, root, bundles }: ProgramBundles): Promise<void> {
  await Promise.all(bundles.map((bundle) => bundleProgram({ ...options, absWorkingDir: root }, bundle)));
}

async function bundleProgram(
  options: BuildOptions,
  bundle: ProgramBundles["bundles"][number],
): Promise<void> {
  const text = await bundleText(options, bundle.in);
  const digest = createHash("sha256").update(text).digest("hex");
  const program = { text, digest, name: `${basename(bundle.out)}.js` };
  const contents = `import { startProgram } from "./worker/start-program.ts";
    startProgram(${JSON.stringify(program)}, process.argv[1]);`;
  const stdin = { contents, resolveDir: options.absWorkingDir ?? ".", sourcefile: bundle.in };
  await build({ ...options, stdin, outfile: `dist/${bundle.out}.mjs` });
}

/** An expression that is a function of `require`, which is all that a bundle needs to be given. */
async function bundleText(options: BuildOptions, entryPoint: string): Promise<string> {
  const { outputFiles } = await build({
    ...options,
    entryPoints: [entryPoint],
    format: "iife",
    banner: { js: "(function(require){" },
    footer: { js: "})" },
    outdir: "dist",
    write: false,
  });
  return outputFiles?.[0]?.text ?? "";
}
