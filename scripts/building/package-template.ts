import { execFile } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const TEMPLATE = "cloudformation-template-update-stack.json";
/** The key that osls itself gives the template when it deploys. */
const UPLOADED_TEMPLATE = "compiled-cloudformation-template.json";

/** A file that goes to the stack's deployment bucket: its key there, and its path relative to the project. */
interface Artifact {
  readonly key: string;
  readonly file: string;
}

/** What `dist/package/artifacts.json` holds: what to upload before the template is deployed. */
export interface Artifacts {
  readonly template: Artifact;
  readonly files: readonly Artifact[];
}

interface Template {
  readonly Resources: Readonly<Record<string, TemplateResource>>;
}

interface TemplateResource {
  readonly Type: string;
  readonly Properties?: {
    readonly FunctionName?: unknown;
    readonly Code?: { readonly S3Key?: string };
  };
}

/** Writes `dist/package` with osls, offline, and beside the template the list of what to upload. */
export async function packageTemplate(root: string): Promise<Artifacts> {
  await rm(join(root, "dist/package"), { recursive: true, force: true });
  await runOsls(root);
  const artifacts = listArtifacts(root);
  writeFileSync(join(root, "dist/package/artifacts.json"), `${JSON.stringify(artifacts, null, 2)}\n`);
  return artifacts;
}

/** The packaged template's path, relative to the project. */
export const templateFile = `dist/package/${TEMPLATE}`;

/** osls keeps a cache in the user's home, which may be read-only: it gets one of its own beside what it writes. */
async function runOsls(root: string): Promise<void> {
  const osls = fileURLToPath(import.meta.resolve("osls/bin/serverless.js"));
  try {
    await promisify(execFile)(process.execPath, [osls, "package", "--package", "dist/package"], {
      cwd: root,
      env: { ...process.env, HOME: join(root, "dist/osls") },
    });
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
    throw new Error(`osls could not package serverless.yml:\n${stderr}${stdout}`, { cause: error });
  }
}

function listArtifacts(root: string): Artifacts {
  const template = JSON.parse(readFileSync(join(root, templateFile), "utf8")) as Template;
  const keys = Object.values(template.Resources).flatMap(codeKey);
  const files = keys.map((key) => ({ key, file: `dist/functions/${lastPart(key)}` }));
  const missing = files.filter(({ file }) => !existsSync(join(root, file)));
  if (missing.length > 0) {
    const names = missing.map(({ file }) => file).join(", ");
    throw new Error(
      `The template names bundles that do not exist: ${names}. Each needs its functions/<name>/handler.ts.`,
    );
  }
  const folder = keys[0]?.slice(0, -lastPart(keys[0]).length) ?? "";
  return { template: { key: `${folder}${UPLOADED_TEMPLATE}`, file: templateFile }, files };
}

function codeKey(resource: TemplateResource): string[] {
  const key = resource.Type === "AWS::Lambda::Function" ? resource.Properties?.Code?.S3Key : undefined;
  return key === undefined ? [] : [key];
}

function lastPart(key: string): string {
  return key.slice(key.lastIndexOf("/") + 1);
}
