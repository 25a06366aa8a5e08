import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withBuildLock } from "./build-lock.ts";
import { bundleAll, removeBundles } from "./bundle.ts";
import { digestOfInputs } from "./input-digest.ts";
import { packageTemplate, templateFile } from "./package-template.ts";
import { type Finding, isSerious, validateTemplate } from "./validate-template.ts";

/** What packaging did. `findings` are warnings; serious ones are thrown. */
export interface PackageResult {
  readonly digest: string;
  readonly unchanged: boolean;
  readonly bundles: readonly string[];
  readonly findings: readonly Finding[];
}

/**
 * Builds the bundles, packages the template with osls and checks it with AWS's rules: `dist/` then holds what is
 * deployed, on AWS and here. Does nothing when the inputs are those of the last time. Throws an error that names
 * every finding for which a deployment would fail.
 */
export async function packageProject(root: string): Promise<PackageResult> {
  return withBuildLock(root, () => packageIfChanged(root));
}

async function packageIfChanged(root: string): Promise<PackageResult> {
  const digest = digestOfInputs(root);
  if (packagedDigest(root) === digest) return { digest, unchanged: true, bundles: [], findings: [] };
  rmSync(digestFile(root), { force: true });
  await removeBundles(root);
  const bundles = await bundleAll(root);
  await packageTemplate(root);
  const findings = validateTemplate(join(root, templateFile));
  refuseSerious(findings);
  writeFileSync(digestFile(root), `${JSON.stringify({ digest })}\n`);
  return { digest, unchanged: false, bundles, findings };
}

function digestFile(root: string): string {
  return join(root, "dist/package.json");
}

function packagedDigest(root: string): string | undefined {
  if (!existsSync(digestFile(root)) || !existsSync(join(root, templateFile))) return undefined;
  return (JSON.parse(readFileSync(digestFile(root), "utf8")) as { digest: string }).digest;
}

function refuseSerious(findings: readonly Finding[]): void {
  const serious = findings.filter(isSerious);
  if (serious.length === 0) return;
  const lines = serious.map(
    ({ severity, rule, resource, message }) => `${severity} ${rule} ${resource}: ${message}`,
  );
  throw new Error(`The packaged template would not deploy:\n${lines.join("\n")}`);
}
