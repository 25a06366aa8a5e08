// npm run package: everything that is deployed, in dist/, checked by AWS's own rules.
import { fileURLToPath } from "node:url";
import { packageProject } from "./building/package-project.ts";

const startedMs = performance.now();
try {
  const result = await packageProject(fileURLToPath(new URL("..", import.meta.url)));
  for (const { severity, rule, resource, message } of result.findings) {
    console.log(`${severity} ${rule} ${resource}: ${message}`);
  }
  const what = result.unchanged ? "unchanged" : `${result.bundles.length} bundles, template checked`;
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  console.log(`dist/package: ${what}, ${result.findings.length} warnings (${seconds} s)`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
