import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, it } from "vitest";
import { pointerText } from "../../../core/parameter-value.ts";
import { createRequestReader } from "../../../worker/request.ts";

const ssm = mockClient(SSMClient);
const s3 = mockClient(S3Client);
const request = JSON.stringify({ run: "r/bake", stage: "bake" });
const place = { bucket: "artifacts", key: "requests/r/bake/1.json" };
const read = createRequestReader({
  parameterName: "/repave/runs/r/bake",
  ssm: new SSMClient({}),
  s3: new S3Client({}),
});

const bodyOf = (text: string) => ({ Body: { transformToString: async () => text } }) as never;

beforeEach(() => {
  ssm.reset();
  s3.reset();
});

describe("a request", () => {
  it("is the decrypted parameter", async () => {
    ssm.on(GetParameterCommand).resolves({ Parameter: { Value: request } });
    expect(await read()).toMatchObject({ stage: "bake" });
    expect(ssm.commandCalls(GetParameterCommand)[0]?.args[0].input).toEqual({
      Name: "/repave/runs/r/bake",
      WithDecryption: true,
    });
  });

  it("lies in S3 when it is long", async () => {
    ssm.on(GetParameterCommand).resolves({ Parameter: { Value: pointerText(place, request) } });
    s3.on(GetObjectCommand, { Bucket: place.bucket, Key: place.key }).resolves(bodyOf(request));
    expect(await read()).toMatchObject({ run: "r/bake" });
  });

  it("is refused when the object is another one", async () => {
    ssm.on(GetParameterCommand).resolves({ Parameter: { Value: pointerText(place, request) } });
    s3.on(GetObjectCommand).resolves(bodyOf("{}"));
    await expect(read()).rejects.toThrow("to have the SHA-256");
  });
});
