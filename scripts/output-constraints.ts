import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";

/**
 * `node scripts/output-constraints.ts FOLDER`: writes down the lengths and ranges that the models of services give to
 * members of their answers, which the schemas in the SDK's packages leave out. FOLDER is `botocore/data` of an unpacked
 * `pip download --no-deps botocore==1.41.4` (Apache License 2.0): AWS releases it with every change of a service; this is the release
 * of the week in which AWS's answers to mocked results were recorded.
 */
const TARGET = path.resolve(
  import.meta.dirname,
  "../runtime/services/states/test-state/output-constraints.json",
);

/** The service's signing name, and what botocore calls it. */
const SERVICES: Readonly<Record<string, string>> = {
  autoscaling: "autoscaling",
  cloudformation: "cloudformation",
  dynamodb: "dynamodb",
  ec2: "ec2",
  elasticloadbalancing: "elbv2",
  events: "events",
  iam: "iam",
  kms: "kms",
  lambda: "lambda",
  logs: "logs",
  s3: "s3",
  secretsmanager: "secretsmanager",
  sns: "sns",
  sqs: "sqs",
  ssm: "ssm",
  states: "stepfunctions",
  sts: "sts",
};

interface Shape {
  readonly type: string;
  readonly min?: number;
  readonly max?: number;
  readonly members?: Readonly<Record<string, { readonly shape: string }>>;
  readonly member?: { readonly shape: string };
  readonly value?: { readonly shape: string };
}

interface Model {
  readonly operations: Readonly<Record<string, { readonly output?: { readonly shape: string } }>>;
  readonly shapes: Readonly<Record<string, Shape>>;
}

type Range = readonly [least: number | null, most: number | null];

function readModel(folder: string, service: string): Model {
  const newest = readdirSync(path.join(folder, service)).sort().at(-1) ?? "";
  const file = path.join(folder, service, newest, "service-2.json.gz");
  return JSON.parse(gunzipSync(readFileSync(file)).toString()) as Model;
}

/** `<structure>.<member>` → its range, for every structure that an answer can hold. */
function constraintsOf({ operations, shapes }: Model): Record<string, Range> {
  const found: Record<string, Range> = {};
  const seen = new Set<string>();
  const visit = (name: string | undefined): void => {
    const shape = name === undefined ? undefined : shapes[name];
    if (name === undefined || shape === undefined || seen.has(name)) return;
    seen.add(name);
    for (const [member, { shape: target }] of Object.entries(shape.members ?? {})) {
      const { min, max } = shapes[target] ?? {};
      if ((min ?? 0) > 0 || max !== undefined) found[`${name}.${member}`] = [min ?? null, max ?? null];
      visit(target);
    }
    visit(shape.member?.shape);
    visit(shape.value?.shape);
  };
  for (const { output } of Object.values(operations)) visit(output?.shape);
  return Object.fromEntries(Object.entries(found).sort());
}

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error("name the folder botocore/data");
const services = Object.entries(SERVICES).map(([name, service]) => [
  name,
  constraintsOf(readModel(folder, service)),
]);
writeFileSync(TARGET, `${JSON.stringify(Object.fromEntries(services))}\n`);
