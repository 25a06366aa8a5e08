import { Type } from "typebox";
import { SecretParameterName } from "../schema/names.ts";

const closed = { additionalProperties: false } as const;
const VariableName = "^[A-Za-z_][A-Za-z0-9_]{0,127}$";

/** How the application is started, and what it finds in its environment. Values may be secret. */
export const Run = Type.Object(
  {
    command: Type.Array(Type.String({ minLength: 1, maxLength: 4096 }), { minItems: 1, maxItems: 64 }),
    port: Type.Integer({ minimum: 1024, maximum: 65535 }),
    environment: Type.Record(Type.String({ pattern: VariableName }), Type.String(), closed),
    secrets: Type.Record(
      Type.String({ pattern: VariableName }),
      Type.Object({ parameter: SecretParameterName }, closed),
      closed,
    ),
  },
  closed,
);

export const Health = Type.Object(
  {
    path: Type.String({ pattern: "^/", maxLength: 1024, description: "a URL path that begins with /" }),
    intervalSeconds: Type.Integer({ minimum: 1, maximum: 300 }),
    timeoutSeconds: Type.Integer({ minimum: 1, maximum: 120 }),
    healthyThreshold: Type.Integer({ minimum: 2, maximum: 10 }),
    unhealthyThreshold: Type.Integer({ minimum: 2, maximum: 10 }),
  },
  closed,
);

export const Capacity = Type.Object(
  {
    instanceType: Type.String({ pattern: "^[a-z0-9-]+\\.[a-z0-9-]+$", description: "an EC2 instance type" }),
    minimum: Type.Integer({ minimum: 1, maximum: 1000 }),
    desired: Type.Integer({ minimum: 1, maximum: 1000 }),
    maximum: Type.Integer({ minimum: 1, maximum: 1000 }),
  },
  closed,
);

export const Files = Type.Array(
  Type.Object(
    {
      path: Type.String({
        pattern: "^(?!/)(?!(.*/)?\\.{0,2}(/|$))[^\\\\\\u0000-\\u001f]+$",
        maxLength: 1024,
        description: "a path relative to the image's root, without empty, . or .. parts",
      }),
      content: Type.String(),
    },
    closed,
  ),
  { maxItems: 1000 },
);

export const SmokeTest = Type.Array(
  Type.Object(
    {
      path: Type.String({ pattern: "^/", maxLength: 1024, description: "a URL path that begins with /" }),
      status: Type.Integer({ minimum: 100, maximum: 599 }),
      contains: Type.Optional(Type.String({ minLength: 1 })),
    },
    closed,
  ),
  { minItems: 1, maxItems: 20 },
);

export const Validation = Type.Object({ gate: Type.Number({ minimum: 0, maximum: 1 }) }, closed);

export const Logs = Type.Object(
  {
    retentionDays: Type.Integer({
      enum: [
        1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288,
        3653,
      ],
    }),
  },
  closed,
);

export const Permissions = Type.Array(
  Type.Object(
    {
      actions: Type.Array(
        Type.String({
          pattern: "^[a-z0-9-]+:[A-Za-z0-9*]+$",
          description: "an IAM action such as dynamodb:GetItem",
        }),
        { minItems: 1 },
      ),
      resources: Type.Array(
        Type.String({ pattern: "^(\\*|arn:.+)$", description: "an ARN (wildcards allowed) or *" }),
        { minItems: 1 },
      ),
    },
    closed,
  ),
  { maxItems: 50 },
);

export const Shift = Type.Object(
  {
    steps: Type.Array(Type.Integer({ minimum: 1, maximum: 100 }), { minItems: 1, maxItems: 100 }),
    intervalSeconds: Type.Integer({ minimum: 0, maximum: 21_600 }),
    drainSeconds: Type.Integer({ minimum: 0, maximum: 3600 }),
  },
  closed,
);

/** How the CLI makes the archive. The stages do not look at it. */
export const Artifact = Type.Object(
  {
    build: Type.Optional(Type.Array(Type.String({ minLength: 1 }), { minItems: 1 })),
    directory: Type.Optional(Type.String({ minLength: 1 })),
  },
  closed,
);
