import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { GetParameterCommand, PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { mockClient } from "aws-sdk-client-mock";
import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { putSecureValue, readSecureValue } from "../../../../functions/parameters/secure-value.ts";
import { objectOf } from "../support/s3-body.ts";

const ssm = mockClient(SSMClient);
const s3 = mockClient(S3Client);
const clients = { ssm: new SSMClient({}), s3: new S3Client({}) };
const parameters = new Map<string, string>();
const objects = new Map<string, string>();
const name = "/repave/releases/r-1/config";
const put = (value: unknown) =>
  putSecureValue(clients, { name, value: JSON.stringify(value), keyId: "arn:key", bucket: "artifacts" });

beforeEach(() => {
  ssm.reset();
  s3.reset();
  ssm.on(PutParameterCommand).callsFake(({ Name, Value }: { Name: string; Value: string }) => {
    if (Value.includes("{{") || Buffer.byteLength(Value) > 8192)
      throw new Error("Parameter Store refuses the value");
    parameters.set(Name, Value);
    return { Version: 3 };
  });
  ssm
    .on(GetParameterCommand)
    .callsFake(({ Name }: { Name: string }) => ({ Parameter: { Value: parameters.get(Name) } }));
  s3.on(PutObjectCommand).callsFake(({ Key, Body }: { Key: string; Body: string }) => {
    objects.set(Key, Body);
    return {};
  });
  s3.on(GetObjectCommand).callsFake(({ Key }: { Key: string }) => objectOf(objects.get(Key) ?? ""));
});

describe("a secure value", () => {
  it("is read back as it was put, whatever it holds and however long it is", async () => {
    const text = fc.oneof(
      fc.string(),
      fc.stringMatching(/^[{}ä]{0,9}$/),
      fc.constantFrom("x".repeat(8192), "ä{{".repeat(9000)),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(text, { maxLength: 3 }), async (value) => {
        expect(await put(value)).toEqual({ version: 3 });
        expect(JSON.parse(await readSecureValue(clients, name))).toEqual(value);
      }),
    );
  });

  it("is not accepted from an object that was changed", async () => {
    await put("x".repeat(9000));
    for (const key of objects.keys()) objects.set(key, '"changed"');
    await expect(readSecureValue(clients, name)).rejects.toThrow("SHA-256");
  });
});
