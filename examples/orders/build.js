// Bundles the service with its SDK into dist/: that folder is the artifact. package.json goes with it, so that the
// image's bill of materials can name what is in the bundle.
import { copyFile, rm } from "node:fs/promises";
import { build } from "esbuild";

await rm("dist", { recursive: true, force: true });
await build({
  entryPoints: ["src/server.js"],
  outfile: "dist/server.js",
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node24",
  minify: true,
  legalComments: "none",
  logLevel: "warning",
  banner: { js: 'import{createRequire}from"node:module";const require=createRequire(import.meta.url);' },
});
await copyFile("package.json", "dist/package.json");
