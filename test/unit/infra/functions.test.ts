import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { workerStages } from "../../../core/worker-request.ts";
import { functionNames } from "../../../scripts/building/bundle.ts";
import { actionsIn, actionsOfRole, sourceOf } from "./iam-actions.ts";

const root = new URL("../../..", import.meta.url).pathname;

interface FunctionDefinition {
  readonly name: string;
  readonly package: { readonly artifact: string };
  readonly environment: Readonly<Record<string, unknown>>;
}

const definitions = Object.values(
  parse(readFileSync(`${root}infra/functions.yml`, "utf8")) as Record<string, FunctionDefinition>,
);

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
    const required = [
      ...(await sourceOf(`functions/${name}/handler.ts`)).matchAll(/requiredVariable\("([A-Z_]+)"\)/g),
    ].map(([, it]) => it);
    expect(Object.keys(environment).sort()).toEqual([...new Set(required)].sort());
  });

  it.each(functionNames(root))("%s may do what its commands do, and nothing else", async (name) => {
    const used = actionsIn(await sourceOf(`functions/${name}/handler.ts`));
    const allowed = actionsOfRole(name);
    const missing = [...used].filter((action) => !allowed.has(action));
    const unused = [...allowed].filter((action) => !used.has(action) && !NEEDED_BESIDES.has(action));
    expect({ missing, unused }).toEqual({ missing: [], unused: [] });
  });
});

describe("the tooling instance's role", () => {
  it.each(workerStages)("allows what the commands of the worker to %s do", async (stage) => {
    const allowed = [...actionsOfRole("tooling")].map((action) => action.replace("*", ""));
    const used = actionsIn(await sourceOf(`worker/programs/${stage}.ts`));
    const missing = [...used].filter((action) => !allowed.some((start) => action.startsWith(start)));
    expect(missing).toEqual([]);
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
