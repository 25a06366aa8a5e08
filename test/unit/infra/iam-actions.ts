import { readFileSync } from "node:fs";
import { build } from "esbuild";
import { parse } from "yaml";

const root = new URL("../../..", import.meta.url).pathname;

interface RoleFile {
  readonly Resources: Readonly<Record<string, { readonly Properties: RoleProperties }>>;
}

interface RoleProperties {
  readonly Policies: readonly { readonly PolicyDocument: { readonly Statement: readonly Statement[] } }[];
}

interface Statement {
  readonly Action: string | readonly string[];
}

/** Names in IAM of the services whose clients are used. */
const IAM_PREFIXES: Readonly<Record<string, string>> = {
  "client-auto-scaling": "autoscaling",
  "client-cloudwatch-logs": "logs",
  "client-ec2": "ec2",
  "client-elastic-load-balancing-v2": "elasticloadbalancing",
  "client-iam": "iam",
  "client-kms": "kms",
  "client-lambda": "lambda",
  "client-s3": "s3",
  "client-sfn": "states",
  "client-sns": "sns",
  "client-sqs": "sqs",
  "client-ssm": "ssm",
  "client-sts": "sts",
  "lib-dynamodb": "dynamodb",
};

/** The document client's commands are named without `Item`. */
const ITEM_COMMANDS = new Set(["Get", "Put", "Update", "Delete"]);

/** Where IAM's name of a permission is not the operation's. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  "s3:HeadObject": "s3:GetObject",
  "s3:HeadBucket": "s3:ListBucket",
  "s3:GetBucketEncryption": "s3:GetEncryptionConfiguration",
  "s3:GetPublicAccessBlock": "s3:GetBucketPublicAccessBlock",
  "s3:ListObjectsV2": "s3:ListBucket",
  "lambda:Invoke": "lambda:InvokeFunction",
};

/** What remains of a program after the bundler has dropped what it does not use; packages stay imports. */
export async function sourceOf(entryPoint: string): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [entryPoint],
    bundle: true,
    write: false,
    platform: "node",
    format: "esm",
    packages: "external",
  });
  return outputFiles.map(({ text }) => text).join("\n");
}

/** The IAM actions of the SDK commands that a bundled program makes. */
export function actionsIn(source: string): Set<string> {
  const actions = new Set<string>();
  for (const [, names = "", client = ""] of source.matchAll(
    /import \{([^}]*)\} from "@aws-sdk\/([a-z0-9-]+)"/g,
  )) {
    for (const [, command = "", , alias] of names.matchAll(/(\w+)Command( as (\w+))?/g))
      if (source.includes(`new ${alias ?? `${command}Command`}(`)) actions.add(actionOf(client, command));
  }
  return actions;
}

function actionOf(client: string, command: string): string {
  const isItem = client === "lib-dynamodb" && ITEM_COMMANDS.has(command);
  const action = `${IAM_PREFIXES[client]}:${command}${isItem ? "Item" : ""}`;
  return OTHER_NAMES[action] ?? action;
}

/** The actions that a file of `infra/resources/roles` allows. */
export function actionsOfRole(name: string): Set<string> {
  const file = parse(readFileSync(`${root}infra/resources/roles/${name}.yml`, "utf8")) as RoleFile;
  const statements = Object.values(file.Resources).flatMap(({ Properties }) =>
    Properties.Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement),
  );
  return new Set(statements.flatMap(({ Action }) => Action));
}
