import { type Static, Type } from "typebox";
import { Compile } from "typebox/compile";
import { parse as parseYaml } from "yaml";
import { AwsError } from "../../../protocol/aws-error.ts";

const Scalar = Type.Union([Type.String(), Type.Number(), Type.Boolean()]);

const ParameterSchema = Type.Object(
  {
    type: Type.Union([
      ...[
        Type.Literal("String"),
        Type.Literal("StringList"),
        Type.Literal("Integer"),
        Type.Literal("Boolean"),
      ],
    ]),
    description: Type.Optional(Type.String()),
    displayType: Type.Optional(Type.String()),
    default: Type.Optional(Type.Union([Scalar, Type.Array(Type.String())])),
    allowedValues: Type.Optional(Type.Array(Scalar)),
    allowedPattern: Type.Optional(Type.String()),
    minChars: Type.Optional(Type.Integer({ minimum: 0 })),
    maxChars: Type.Optional(Type.Integer({ minimum: 0 })),
    minItems: Type.Optional(Type.Integer({ minimum: 0 })),
    maxItems: Type.Optional(Type.Integer({ minimum: 0 })),
    interpolationType: Type.Optional(Type.Literal("ENV_VAR")),
  },
  { additionalProperties: false },
);

const Flow = {
  onFailure: Type.Optional(Type.Literal("exit")),
  onSuccess: Type.Optional(Type.Literal("exit")),
  finallyStep: Type.Optional(Type.Union([Type.Boolean(), Type.Literal("true"), Type.Literal("false")])),
};

const Precondition = Type.Optional(
  Type.Object({ StringEquals: Type.Tuple([Type.String(), Type.String()]) }, { additionalProperties: false }),
);

const ShellStepSchema = Type.Object(
  {
    action: Type.Literal("aws:runShellScript"),
    name: Type.String({ pattern: "^[a-zA-Z0-9_]{1,50}$" }),
    precondition: Precondition,
    inputs: Type.Object(
      {
        runCommand: Type.Union([Type.String(), Type.Array(Type.String())]),
        workingDirectory: Type.Optional(Type.String()),
        timeoutSeconds: Type.Optional(Type.Union([Type.String(), Type.Number()])),
        ...Flow,
      },
      { additionalProperties: false },
    ),
  },
  { additionalProperties: false },
);

const DownloadStepSchema = Type.Object(
  {
    action: Type.Literal("aws:downloadContent"),
    name: Type.String({ pattern: "^[a-zA-Z0-9_]{1,50}$" }),
    precondition: Precondition,
    inputs: Type.Object(
      {
        sourceType: Type.Literal("S3"),
        sourceInfo: Type.Union([
          Type.String(),
          Type.Object({ path: Type.String() }, { additionalProperties: false }),
        ]),
        destinationPath: Type.Optional(Type.String()),
        ...Flow,
      },
      { additionalProperties: false },
    ),
  },
  { additionalProperties: false },
);

const ContentSchema = Type.Object(
  {
    schemaVersion: Type.Literal("2.2"),
    description: Type.Optional(Type.String()),
    parameters: Type.Optional(Type.Record(Type.String({ pattern: "^[A-Za-z0-9_]+$" }), ParameterSchema)),
    mainSteps: Type.Array(Type.Union([ShellStepSchema, DownloadStepSchema]), { minItems: 1, maxItems: 20 }),
  },
  { additionalProperties: false },
);

/** A command document of schema version 2.2. */
export type DocumentContent = Static<typeof ContentSchema>;
export type DocumentParameterSpec = Static<typeof ParameterSchema>;
export type DocumentStep = Static<typeof ShellStepSchema> | Static<typeof DownloadStepSchema>;
export type ShellStep = Static<typeof ShellStepSchema>;
export type DownloadStep = Static<typeof DownloadStepSchema>;

const validator = Compile(ContentSchema);
const MOST_BYTES = 64 * 1024;

/** Reads a document in JSON or YAML. Throws `InvalidDocumentContent` with every member that cannot be. */
export function parseDocument(text: string, format: "JSON" | "YAML"): DocumentContent {
  if (Buffer.byteLength(text) > MOST_BYTES) {
    throw new AwsError("MaxDocumentSizeExceeded", `The size limit of a document is ${MOST_BYTES} bytes.`);
  }
  const value = readText(text, format);
  const schemaVersion = (value as { schemaVersion?: unknown } | null)?.schemaVersion;
  if (schemaVersion !== "2.2") {
    const message = `SSM: not emulated: document schema version ${JSON.stringify(schemaVersion)}, only "2.2"`;
    throw new AwsError("InvalidDocumentSchemaVersion", message);
  }
  if (!validator.Check(value)) {
    const problems = [...validator.Errors(value)].map(
      (error) => `${error.instancePath || "/"} ${error.message}`,
    );
    throw invalid([...new Set(problems)].join("; "));
  }
  checkNames(value);
  return value;
}

function checkNames({ mainSteps, parameters = {} }: DocumentContent): void {
  const names = mainSteps.map((step) => step.name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw invalid(`two steps are named ${twice}`);
  for (const [name, spec] of Object.entries(parameters)) {
    try {
      new RegExp(spec.allowedPattern ?? "");
    } catch (cause) {
      throw invalid(`the allowedPattern of ${name} is no regular expression`, cause);
    }
  }
}

function readText(text: string, format: "JSON" | "YAML"): unknown {
  try {
    return format === "JSON" ? JSON.parse(text) : parseYaml(text);
  } catch (cause) {
    throw invalid(`${format} expected: ${cause instanceof Error ? cause.message : cause}`, cause);
  }
}

function invalid(message: string, cause?: unknown): AwsError {
  return new AwsError("InvalidDocumentContent", message, cause === undefined ? {} : { cause });
}
