import * as autoscaling from "@aws-sdk/client-auto-scaling";
import * as ec2 from "@aws-sdk/client-ec2";
import * as kms from "@aws-sdk/client-kms";
import * as lambda from "@aws-sdk/client-lambda";
import * as s3 from "@aws-sdk/client-s3";
import * as sfn from "@aws-sdk/client-sfn";
import * as sns from "@aws-sdk/client-sns";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ProtocolName, ServiceFactory } from "../../../runtime/kernel/service.ts";
import { AwsError } from "../../../runtime/protocol/aws-error.ts";
import { startTestRuntime, type TestRuntime } from "../../support/runtime.ts";

/** What the emulated operation got, and what it will answer: set by each test. */
let received: unknown;
let answer: () => unknown = () => ({});

function echo(
  signingName: string,
  protocol: ProtocolName,
  sdk: object,
  names: readonly string[],
): ServiceFactory {
  const operation = (input: unknown) => {
    received = input;
    return answer();
  };
  return () => ({
    signingName,
    protocol,
    sdk,
    operations: Object.fromEntries(names.map((name) => [name, operation])),
  });
}

const services = [
  echo("sns", "awsQuery", sns, ["Publish", "CreateTopic", "GetTopicAttributes", "Unsubscribe"]),
  echo("autoscaling", "awsQuery", autoscaling, ["CreateAutoScalingGroup", "DescribeAutoScalingGroups"]),
  echo("ec2", "ec2Query", ec2, ["RunInstances", "DescribeImages", "DeleteTags"]),
  echo("kms", "awsJson1.1", kms, ["Encrypt", "DescribeKey"]),
  echo("states", "awsJson1.0", sfn, ["StartExecution", "DescribeExecution"]),
  echo("lambda", "restJson1", lambda, ["Invoke", "CreateFunction", "ListTags"]),
  echo("s3", "restXml", s3, [
    "PutObject",
    "GetObject",
    "HeadObject",
    "ListObjectsV2",
    "DeleteObjects",
    "UploadPart",
    "CopyObject",
    "CreateBucket",
    "GetBucketLocation",
    "ListBuckets",
    "PutBucketTagging",
  ]),
];

let aws: TestRuntime;
beforeAll(async () => {
  aws = await startTestRuntime({ services });
});
afterAll(() => aws.stop());

async function exchange<Output>(send: () => Promise<Output>, output: unknown = {}): Promise<Output> {
  answer = () => output;
  return send();
}

describe("awsQuery", () => {
  it("carries maps of structures in and scalars out", async () => {
    const input = {
      TopicArn: "arn:aws:sns:us-east-1:000000000000:t",
      Message: "a & <b> \u00e4 + %",
      MessageAttributes: { one: { DataType: "Binary", BinaryValue: new Uint8Array([0, 255]) } },
    };
    const client = new sns.SNSClient(aws.clientConfig);
    const output = await exchange(() => client.send(new sns.PublishCommand(input)), { MessageId: "m-1" });
    expect(output.MessageId).toBe("m-1");
    expect(received).toEqual({
      ...input,
      MessageAttributes: { one: { DataType: "Binary", BinaryValue: Buffer.from([0, 255]) } },
    });
  });

  it("carries maps out, and operations without output", async () => {
    const client = new sns.SNSClient(aws.clientConfig);
    const attributes = { Policy: '{"a":"<&>"}', Empty: "" };
    const output = await exchange(() => client.send(new sns.GetTopicAttributesCommand({ TopicArn: "t" })), {
      Attributes: attributes,
    });
    expect(output.Attributes).toEqual(attributes);
    await exchange(() => client.send(new sns.UnsubscribeCommand({ SubscriptionArn: "s" })));
    expect(received).toEqual({ SubscriptionArn: "s" });
  });

  it("carries lists, numbers, booleans and dates", async () => {
    const client = new autoscaling.AutoScalingClient(aws.clientConfig);
    const input = {
      AutoScalingGroupName: "g",
      MinSize: 0,
      MaxSize: 2,
      TargetGroupARNs: ["a", "b"],
      Tags: [{ Key: "k", Value: "v", PropagateAtLaunch: true }],
    };
    await exchange(() => client.send(new autoscaling.CreateAutoScalingGroupCommand(input)));
    expect(received).toEqual(input);
    const group = {
      AutoScalingGroupName: "g",
      MinSize: 0,
      CreatedTime: new Date(1_700_000_000_500),
      Instances: [],
    };
    const output = await exchange(() => client.send(new autoscaling.DescribeAutoScalingGroupsCommand({})), {
      AutoScalingGroups: [group],
    });
    expect(output.AutoScalingGroups?.[0]).toMatchObject(group);
  });

  it("answers the code of the modelled error", async () => {
    const client = new sns.SNSClient(aws.clientConfig);
    answer = () => {
      throw new AwsError("NotFoundException", "Topic does not exist");
    };
    await expect(client.send(new sns.GetTopicAttributesCommand({ TopicArn: "t" }))).rejects.toMatchObject({
      name: "NotFoundException",
      message: "Topic does not exist",
      $metadata: { httpStatusCode: 404 },
    });
  });
});

describe("ec2Query", () => {
  it("carries nested lists under EC2's names", async () => {
    const client = new ec2.EC2Client(aws.clientConfig);
    const input = {
      MinCount: 1,
      MaxCount: 1,
      ImageId: "ami-1",
      SecurityGroupIds: ["sg-1", "sg-2"],
      TagSpecifications: [{ ResourceType: "instance" as const, Tags: [{ Key: "k", Value: "v" }] }],
      IamInstanceProfile: { Name: "p" },
      ClientToken: "token",
    };
    const reservation = {
      Instances: [{ InstanceId: "i-1", LaunchTime: new Date(1000), State: { Code: 0, Name: "pending" } }],
    };
    const output = await exchange(() => client.send(new ec2.RunInstancesCommand(input)), reservation);
    expect(received).toEqual(input);
    expect(output).toMatchObject(reservation);
  });

  it("carries filters in and images out", async () => {
    const client = new ec2.EC2Client(aws.clientConfig);
    const input = { Owners: ["self"], Filters: [{ Name: "tag:repave:recipe", Values: ["x"] }] };
    const image = {
      ImageId: "ami-1",
      Public: false,
      BlockDeviceMappings: [{ DeviceName: "/dev/xvda", Ebs: { Encrypted: true } }],
    };
    const output = await exchange(() => client.send(new ec2.DescribeImagesCommand(input)), {
      Images: [image],
    });
    expect(received).toEqual(input);
    expect(output.Images?.[0]).toMatchObject(image);
  });

  it("answers errors as EC2 does", async () => {
    const client = new ec2.EC2Client(aws.clientConfig);
    answer = () => {
      throw new AwsError("InvalidAMIID.NotFound", "no such image");
    };
    await expect(client.send(new ec2.DescribeImagesCommand({ ImageIds: ["ami-2"] }))).rejects.toMatchObject({
      name: "InvalidAMIID.NotFound",
      message: "no such image",
    });
  });
});

describe("awsJson", () => {
  it("carries blobs and dates", async () => {
    const client = new kms.KMSClient(aws.clientConfig);
    const input = { KeyId: "k", Plaintext: new Uint8Array([1, 2]), EncryptionContext: { a: "b" } };
    const output = await exchange(() => client.send(new kms.EncryptCommand(input)), {
      CiphertextBlob: new Uint8Array([9]),
    });
    expect(received).toEqual({ ...input, Plaintext: Buffer.from([1, 2]) });
    expect([...(output.CiphertextBlob ?? [])]).toEqual([9]);
    const metadata = { KeyId: "k", CreationDate: new Date(1_700_000_000_123) };
    const described = await exchange(() => client.send(new kms.DescribeKeyCommand({ KeyId: "k" })), {
      KeyMetadata: metadata,
    });
    expect(described.KeyMetadata).toMatchObject(metadata);
  });

  it("refuses missing members, wrong types, unknown and unemulated operations by name", async () => {
    const client = new sfn.SFNClient(aws.clientConfig);
    await expect(client.send(new sfn.StartExecutionCommand({} as never))).rejects.toMatchObject({
      name: "ValidationException",
      message: expect.stringContaining("'stateMachineArn'"),
    });
    await expect(
      client.send(new sfn.StartExecutionCommand({ stateMachineArn: 7 as never })),
    ).rejects.toMatchObject({
      name: "SerializationException",
      message: expect.stringContaining("stateMachineArn: expected a string"),
    });
    await expect(client.send(new sfn.ListActivitiesCommand({}))).rejects.toMatchObject({
      name: "NotImplemented",
      message: expect.stringContaining("does not emulate states:ListActivities"),
    });
  });
});

describe("restJson1", () => {
  it("carries labels, headers, payload and status", async () => {
    const client = new lambda.LambdaClient(aws.clientConfig);
    const input = {
      FunctionName: "arn:aws:lambda:us-east-1:0:function:f",
      InvocationType: "Event" as const,
      Payload: Buffer.from("{}"),
    };
    const output = await exchange(() => client.send(new lambda.InvokeCommand(input)), {
      StatusCode: 202,
      FunctionError: "Unhandled",
      Payload: Buffer.from('{"a":1}'),
    });
    expect(received).toEqual(input);
    expect(output).toMatchObject({ StatusCode: 202, FunctionError: "Unhandled" });
    expect(Buffer.from(output.Payload ?? []).toString()).toBe('{"a":1}');
  });

  it("carries a JSON body, and prefers the more specific path", async () => {
    const client = new lambda.LambdaClient(aws.clientConfig);
    const input = {
      FunctionName: "f",
      Role: "r",
      Code: { ZipFile: Buffer.from([80]) },
      Environment: { Variables: { A: "b" } },
    };
    await exchange(() => client.send(new lambda.CreateFunctionCommand(input)), { FunctionName: "f" });
    expect(received).toEqual(input);
    await exchange(() => client.send(new lambda.ListTagsCommand({ Resource: "arn:aws:lambda:x" })), {
      Tags: {},
    });
    expect(received).toEqual({ Resource: "arn:aws:lambda:x" });
  });
});

describe("restXml", () => {
  it("carries an upload with metadata and checksum, and keys with any character", async () => {
    const client = new s3.S3Client(aws.clientConfig);
    const key = "a b/\u00e4+%/../x//y";
    const put = new s3.PutObjectCommand({ Bucket: "bucket", Key: key, Body: "body", Metadata: { one: "1" } });
    const output = await exchange(() => client.send(put), { ETag: '"e"' });
    expect(output.ETag).toBe('"e"');
    expect(received).toMatchObject({
      Bucket: "bucket",
      Key: key,
      Body: Buffer.from("body"),
      Metadata: { one: "1" },
    });
    expect(received).toHaveProperty("ChecksumCRC32");
  });

  it("takes the framing and the trailing checksum off a streamed upload", async () => {
    const { Readable } = await import("node:stream");
    const client = new s3.S3Client(aws.clientConfig);
    const put = new s3.PutObjectCommand({
      Bucket: "b",
      Key: "k",
      Body: Readable.from([Buffer.from("hello")]),
      ContentLength: 5,
    });
    await exchange(() => client.send(put));
    expect(received).toMatchObject({ Body: Buffer.from("hello"), ChecksumCRC32: expect.any(String) });
  });

  it("tells operations on one path apart by query and headers", async () => {
    const client = new s3.S3Client(aws.clientConfig);
    await exchange(() =>
      client.send(
        new s3.UploadPartCommand({ Bucket: "b", Key: "k", UploadId: "u", PartNumber: 2, Body: "x" }),
      ),
    );
    expect(received).toMatchObject({ UploadId: "u", PartNumber: 2 });
    await exchange(
      () => client.send(new s3.CopyObjectCommand({ Bucket: "b", Key: "k", CopySource: "c/d" })),
      { CopyObjectResult: { ETag: "e" } },
    );
    expect(received).toMatchObject({ CopySource: "c/d" });
    await exchange(() => client.send(new s3.CreateBucketCommand({ Bucket: "b" })));
    expect(received).toEqual({ Bucket: "b" });
    await exchange(() => client.send(new s3.ListBucketsCommand({})), { Buckets: [] });
    expect(received).toEqual({});
  });

  it("carries lists in XML both ways", async () => {
    const client = new s3.S3Client(aws.clientConfig);
    const deletion = { Objects: [{ Key: "a&b" }, { Key: "c" }], Quiet: true };
    await exchange(() => client.send(new s3.DeleteObjectsCommand({ Bucket: "b", Delete: deletion })), {
      Deleted: [{ Key: "a&b" }],
    });
    expect(received).toMatchObject({ Delete: deletion });
    const listed = {
      Contents: [{ Key: "k", Size: 3, LastModified: new Date(1000) }],
      IsTruncated: false,
      KeyCount: 1,
    };
    const output = await exchange(
      () => client.send(new s3.ListObjectsV2Command({ Bucket: "b", Prefix: "p/" })),
      listed,
    );
    expect(received).toMatchObject({ Bucket: "b", Prefix: "p/" });
    expect(output).toMatchObject(listed);
    const tagging = { TagSet: [{ Key: "a", Value: "b" }] };
    await exchange(() => client.send(new s3.PutBucketTaggingCommand({ Bucket: "b", Tagging: tagging })));
    expect(received).toMatchObject({ Tagging: tagging });
  });

  it("streams an object out, answers 206 for a range and nothing for HEAD", async () => {
    const client = new s3.S3Client(aws.clientConfig);
    const output = await exchange(
      () => client.send(new s3.GetObjectCommand({ Bucket: "b", Key: "k", Range: "bytes=0-1" })),
      {
        Body: Buffer.from("ab"),
        ContentRange: "bytes 0-1/4",
        ContentLength: 2,
        Metadata: { one: "1" },
      },
    );
    expect(output.$metadata.httpStatusCode).toBe(206);
    expect(output.ContentLength).toBe(2);
    expect(await output.Body?.transformToString()).toBe("ab");
    expect(output.Metadata).toEqual({ one: "1" });
    answer = () => {
      throw new AwsError("NoSuchKey", "none", { status: 404 });
    };
    await expect(client.send(new s3.HeadObjectCommand({ Bucket: "b", Key: "k" }))).rejects.toMatchObject({
      name: "NotFound",
    });
    await expect(client.send(new s3.GetObjectCommand({ Bucket: "b", Key: "k" }))).rejects.toMatchObject({
      name: "NoSuchKey",
    });
  });

  it("unwraps GetBucketLocation", async () => {
    const client = new s3.S3Client(aws.clientConfig);
    const output = await exchange(() => client.send(new s3.GetBucketLocationCommand({ Bucket: "b" })), {
      LocationConstraint: "eu-west-1",
    });
    expect(output.LocationConstraint).toBe("eu-west-1");
  });
});
