import type { NormalizedSchema } from "@smithy/core/schema";
import fc from "fast-check";
import { requiredMembers } from "../../runtime/protocol/shape.ts";

const ACCOUNT = "000000000000";
const TEXTS = [
  ...[
    "",
    "a",
    "name",
    "a/b",
    "../x",
    "*",
    "$LATEST",
    "0",
    "-1",
    "true",
    "{}",
    "[]",
    "null",
    "{",
    "<a>",
    "__proto__",
    "constructor",
  ],
  ...[
    "é😀",
    "\u0000",
    "a b",
    "%",
    "a,b",
    "x".repeat(300),
    "2024-01-01T00:00:00Z",
    "10.0.0.0/8",
    "i-0123456789abcdef0",
    "ami-1",
  ],
  `arn:aws:states:us-east-1:${ACCOUNT}:stateMachine:name`,
  `arn:aws:states:us-east-1:${ACCOUNT}:execution:name:x`,
  `arn:aws:iam::${ACCOUNT}:role/name`,
  `arn:aws:lambda:us-east-1:${ACCOUNT}:function:name`,
  `arn:aws:sns:us-east-1:${ACCOUNT}:name`,
  `arn:aws:sqs:us-east-1:${ACCOUNT}:name`,
  `arn:aws:kms:us-east-1:${ACCOUNT}:key/name`,
  ...[
    "arn:",
    "arn:aws",
    "alias/name",
    "alias/aws/s3",
    "/repave/name",
    "http://127.0.0.1:1/x",
    "AWS::NoValue",
  ],
  '{"StartAt":"S","States":{"S":{"Type":"Pass","End":true}}}',
  '{"Resources":{"A":{"Type":"AWS::S3::Bucket","Properties":{"BucketName":{"Ref":"A"}}}}}',
  '{"source":["a",{"prefix":"b"}],"detail":{"a":[{"numeric":["<",1]}]}}',
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"*","Resource":"*"}]}',
];

const text = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...TEXTS) },
  { weight: 1, arbitrary: fc.string({ unit: "grapheme" }) },
);
const number = fc.constantFrom(-1, 0, 1, 2, 10, 1000, 1e9, 0.5, 2 ** 31);

/** Inputs of the type that an operation takes, and of a meaning that nobody would give them. */
export function operationInput(schema: NormalizedSchema, depth = 0): fc.Arbitrary<unknown> {
  if (schema.isStructSchema()) return structure(schema, depth);
  if (schema.isListSchema()) {
    const maxLength = depth > 3 ? 0 : 3;
    return fc.array(operationInput(schema.getValueSchema(), depth + 1), { maxLength });
  }
  if (schema.isMapSchema())
    return fc.dictionary(text, operationInput(schema.getValueSchema(), depth + 1), {
      maxKeys: depth > 3 ? 0 : 3,
    });
  return scalar(schema);
}

function structure(schema: NormalizedSchema, depth: number): fc.Arbitrary<unknown> {
  if (schema.isUnitSchema() || depth > 4) return fc.constant({});
  const required = new Set(requiredMembers(schema));
  const members = [...schema.structIterator()];
  const chosen = depth === 0 ? members : members.slice(0, 12);
  const model = Object.fromEntries(chosen.map(([name, member]) => [name, operationInput(member, depth + 1)]));
  return fc
    .record(model, { requiredKeys: chosen.map(([name]) => name).filter((name) => required.has(name)) })
    .chain(thinned(required));
}

/** Most members are left out: a request that has them all is refused for the first. */
function thinned(required: ReadonlySet<string>) {
  return (whole: Record<string, unknown>): fc.Arbitrary<Record<string, unknown>> => {
    const optional = Object.keys(whole).filter((name) => !required.has(name));
    return fc.subarray(optional, { maxLength: Math.min(optional.length, 4) }).map((kept) => {
      const names = [...Object.keys(whole).filter((name) => required.has(name)), ...kept];
      return Object.fromEntries(names.map((name) => [name, whole[name]]));
    });
  };
}

function scalar(schema: NormalizedSchema): fc.Arbitrary<unknown> {
  if (schema.isBooleanSchema()) return fc.boolean();
  if (schema.isNumericSchema()) return number;
  if (schema.isTimestampSchema()) return fc.constantFrom(new Date(0), new Date(1e12), new Date(8e14));
  if (schema.isBlobSchema()) return text.map((plain) => Buffer.from(plain));
  if (schema.isDocumentSchema()) return fc.jsonValue();
  return text;
}
