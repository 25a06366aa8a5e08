import { readFileSync } from "node:fs";
import { build } from "esbuild";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { functionNames } from "../../../scripts/building/bundle.ts";

const root = new URL("../../..", import.meta.url).pathname;

interface FunctionDefinition {
  readonly name: string;
  readonly package: { readonly artifact: string };
  readonly environment: Readonly<Record<string, unknown>>;
}

interface RoleFile {
  readonly Resources: Readonly<Record<string, { readonly Properties: RoleProperties }>>;
}

interface RoleProperties {
  readonly RoleName: string;
  readonly Policies: readonly { readonly PolicyDocument: { readonly Statement: readonly Statement[] } }[];
}

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
}

const definitions = Object.values(
  parse(readFileSync(`${root}infra/functions.yml`, "utf8")) as Record<string, FunctionDefinition>,
);

/** Names in IAM of the services whose clients the functions use. */
const IAM_PREFIXES: Readonly<Record<string, string>> = {
  "client-auto-scaling": "autoscaling",
  "client-cloudwatch-logs": "logs",
  "client-ec2": "ec2",
  "client-elastic-load-balancing-v2": "elasticloadbalancing",
  "client-s3": "s3",
  "client-sfn": "states",
  "client-sns": "sns",
  "client-sqs": "sqs",
  "client-ssm": "ssm",
  "lib-dynamodb": "dynamodb",
};
/** The document client's commands are named without `Item`. */
const ITEM_COMMANDS = new Set(["Get", "Put", "Update", "Delete"]);

describe("the functions of serverless.yml", () => {
  it("are those that have a handler, under the names of their folders", () => {
    expect(definitions.map(({ name }) => name).sort()).toEqual(
      functionNames(root).map((name) => `repave-${name}`),
    );
    for (const {
      name,
      package: { artifact },
    } of definitions)
      expect(artifact).toBe(`dist/functions/${name.replace("repave-", "")}.zip`);
  });

  it.each(functionNames(root))("%s gets every variable that it requires, and no other", async (name) => {
    const { environment } = definitionOf(name);
    const required = [...(await sourceOf(name)).matchAll(/requiredVariable\("([A-Z_]+)"\)/g)].map(
      ([, it]) => it,
    );
    expect(Object.keys(environment).sort()).toEqual([...new Set(required)].sort());
  });

  it.each(functionNames(root))("%s may do what its commands do, and nothing else", async (name) => {
    const used = actionsIn(await sourceOf(name));
    const allowed = actionsOf(name);
    const missing = [...used].filter((action) => !allowed.has(action));
    const unused = [...allowed].filter((action) => !used.has(action) && !NEEDED_BESIDES.has(action));
    expect({ missing, unused }).toEqual({ missing: [], unused: [] });
  });
});

/** What AWS asks for although no command is named so: keys behind encrypted things, the function's own log, 404 instead of 403, the queue of asynchronous failures. */
const NEEDED_BESIDES = new Set([
  ...["kms:Decrypt", "kms:GenerateDataKey", "kms:DescribeKey", "logs:CreateLogStream", "logs:PutLogEvents"],
  ...["s3:ListBucket", "sqs:SendMessage"],
]);

function definitionOf(name: string): FunctionDefinition {
  const definition = definitions.find((it) => it.name === `repave-${name}`);
  if (definition === undefined) throw new Error(`infra/functions.yml has no repave-${name}`);
  return definition;
}

/** What remains of a function after the bundler has dropped what it does not use. */
async function sourceOf(name: string): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [`functions/${name}/handler.ts`],
    bundle: true,
    write: false,
    platform: "node",
    format: "esm",
    packages: "external",
  });
  return outputFiles.map(({ text }) => text).join("\n");
}

function actionsIn(source: string): Set<string> {
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
  return `${IAM_PREFIXES[client]}:${command}${isItem ? "Item" : ""}`;
}

function actionsOf(name: string): Set<string> {
  const file = parse(readFileSync(`${root}infra/resources/roles/${name}.yml`, "utf8")) as RoleFile;
  const statements = Object.values(file.Resources).flatMap(({ Properties }) =>
    Properties.Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement),
  );
  return new Set(statements.flatMap(({ Action }) => Action));
}
