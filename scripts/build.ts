// npm run build: the bundles of the functions, the worker and the base image, in dist/.

import { statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { withBuildLock } from "./building/build-lock.ts";
import { bundleAll, removeBundles } from "./building/bundle.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const bundles = await withBuildLock(root, async () => {
  await removeBundles(root);
  return bundleAll(root);
});
for (const file of bundles)
  console.log(`${String(Math.ceil(statSync(`${root}${file}`).size / 1024)).padStart(6)} kB  ${file}`);
