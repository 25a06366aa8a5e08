import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  GetLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createKms } from "../../../runtime/services/kms/service.ts";
import { createLogs } from "../../../runtime/services/logs/service.ts";
import { createS3 } from "../../../runtime/services/s3/service.ts";
import { createSsm } from "../../../runtime/services/ssm/service.ts";
import { type AwsCalls, createAwsCalls } from "../../../worker/boot/aws-calls.ts";
import { startTestRuntime, type TestRuntime } from "../../support/runtime.ts";

let aws: TestRuntime;
let calls: AwsCalls;

const callsWith = (secretAccessKey: string) =>
  createAwsCalls({
    region: aws.clientConfig.region,
    credentials: async () => ({ ...aws.clientConfig.credentials, secretAccessKey }),
    endpointOf: () => aws.endpoint,
  });

beforeAll(async () => {
  aws = await startTestRuntime({ services: [createKms, createLogs, createS3, createSsm] });
  calls = callsWith(aws.clientConfig.credentials.secretAccessKey);
});
afterAll(() => aws.stop());

describe("the boot program's calls", () => {
  it("read parameters, also those with letters beyond ASCII, and say which are missing", async () => {
    const ssm = new SSMClient(aws.clientConfig);
    await ssm.send(new PutParameterCommand({ Name: "/web/config", Value: "grün ✓", Type: "SecureString" }));
    const one = await calls.call("GetParameter", { Name: "/web/config:1", WithDecryption: true });
    expect(one.Parameter?.Value).toBe("grün ✓");
    const all = await calls.call("GetParameters", {
      Names: ["/web/config", "/web/no"],
      WithDecryption: true,
    });
    expect(all.Parameters).toMatchObject([{ Name: "/web/config", Value: "grün ✓" }]);
    expect(all.InvalidParameters).toEqual(["/web/no"]);
    await expect(calls.call("GetParameter", { Name: "/web/no" })).rejects.toMatchObject({
      name: "ParameterNotFound",
    });
  });

  it("write logs", async () => {
    const logs = new CloudWatchLogsClient(aws.clientConfig);
    const place = { logGroupName: "/apps/web", logStreamName: "i-1" };
    await logs.send(new CreateLogGroupCommand({ logGroupName: place.logGroupName }));
    await calls.call("CreateLogStream", place);
    await expect(calls.call("CreateLogStream", place)).rejects.toMatchObject({
      name: "ResourceAlreadyExistsException",
    });
    await calls.call("PutLogEvents", { ...place, logEvents: [{ timestamp: Date.now(), message: "grün ✓" }] });
    const { events } = await logs.send(new GetLogEventsCommand(place));
    expect(events).toMatchObject([{ message: "grün ✓" }]);
  });

  it("read objects, whatever their keys", async () => {
    const s3 = new S3Client({ ...aws.clientConfig, forcePathStyle: true });
    const Key = "configurations/a b+(c)'ü*!.json";
    await s3.send(new CreateBucketCommand({ Bucket: "configurations" }));
    await s3.send(new PutObjectCommand({ Bucket: "configurations", Key, Body: "{}" }));
    expect(await calls.getObject({ bucket: "configurations", key: Key })).toBe("{}");
    await expect(calls.getObject({ bucket: "configurations", key: "no" })).rejects.toMatchObject({
      name: "NoSuchKey",
    });
  });

  it("are refused with another secret", async () => {
    const strangers = callsWith("another");
    await expect(strangers.call("GetParameter", { Name: "/web/config" })).rejects.toMatchObject({
      $metadata: { httpStatusCode: 403 },
    });
  });
});
