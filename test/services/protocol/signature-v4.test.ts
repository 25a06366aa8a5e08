import http from "node:http";
import { Sha256 } from "@aws-crypto/sha256-js";
import * as s3 from "@aws-sdk/client-s3";
import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import * as sts from "@aws-sdk/client-sts";
import { SignatureV4 } from "@smithy/signature-v4";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RequestContext, ServiceFactory } from "../../../runtime/kernel/service.ts";
import { startTestRuntime, type TestRuntime } from "../../support/runtime.ts";

const whoAmI: ServiceFactory = () => ({
  signingName: "sts",
  protocol: "awsQuery",
  sdk: sts,
  operations: {
    GetCallerIdentity: (_: object, { caller }: RequestContext) => ({
      Account: caller.accountId,
      Arn: caller.arn,
      UserId: caller.userId,
    }),
  },
});

const objects: ServiceFactory = () => ({
  signingName: "s3",
  protocol: "restXml",
  sdk: s3,
  operations: { GetObject: () => ({ Body: Buffer.from("presigned") }) },
});

let nowMs = Date.now();
let aws: TestRuntime;
beforeAll(async () => {
  const clock = { now: () => nowMs, after: () => () => {}, at: () => () => {} };
  aws = await startTestRuntime({ services: [whoAmI, objects], clock });
});
afterAll(() => aws.stop());

function identityWith(credentials: sts.STSClientConfig["credentials"]) {
  const client = new sts.STSClient({ ...aws.clientConfig, ...(credentials && { credentials }) });
  return client.send(new sts.GetCallerIdentityCommand({}));
}

interface RawRequest {
  readonly path: string;
  readonly method?: string;
  readonly headers?: Record<string, string>;
}

function send({ path, method = "GET", headers = {} }: RawRequest): Promise<{ status: number; body: string }> {
  const { hostname, port } = new URL(aws.endpoint);
  return new Promise((resolve, reject) => {
    const request = http.request({ hostname, port, path, method, headers }, async (response) => {
      const body = (await response.toArray()).join("");
      resolve({ status: response.statusCode ?? 0, body });
    });
    request.on("error", reject).end();
  });
}

describe("identity", () => {
  it("knows the administrator, and a session of a role with its token", async () => {
    const administrator = await identityWith(undefined);
    expect(administrator.Arn).toBe("arn:aws:iam::000000000000:user/repave-administrator");
    const roleArn = "arn:aws:iam::000000000000:role/repave-tooling";
    const issued = aws.runtime.credentials.issueForRole({ roleArn, sessionName: "i-1" });
    const session = await identityWith(issued);
    expect(session.Arn).toBe("arn:aws:sts::000000000000:assumed-role/repave-tooling/i-1");
    expect(session.UserId).toMatch(/^AROA[A-Z2-7]{16}:i-1$/);
  });

  it("refuses a wrong secret, an unknown key, a session without or with another's token", async () => {
    const { accessKeyId, secretAccessKey } = aws.runtime.credentials.administrator();
    await expect(identityWith({ accessKeyId, secretAccessKey: `${secretAccessKey}x` })).rejects.toMatchObject(
      {
        name: "SignatureDoesNotMatch",
        $metadata: { httpStatusCode: 403 },
      },
    );
    await expect(identityWith({ accessKeyId: "AKIANOBODY", secretAccessKey })).rejects.toMatchObject({
      name: "InvalidClientTokenId",
    });
    const [one, other] = ["a", "b"].map((sessionName) =>
      aws.runtime.credentials.issueForRole({ roleArn: "arn:aws:iam::000000000000:role/r", sessionName }),
    );
    if (!one || !other) throw new Error("two sessions were asked for");
    await expect(identityWith({ ...one, sessionToken: other.sessionToken })).rejects.toMatchObject({
      name: "InvalidClientTokenId",
    });
    const { sessionToken: _, ...withoutToken } = one;
    await expect(identityWith(withoutToken)).rejects.toMatchObject({ name: "InvalidClientTokenId" });
  });

  it("refuses a session past its end", async () => {
    const issued = aws.runtime.credentials.issueForRole({
      roleArn: "arn:aws:iam::000000000000:role/r",
      sessionName: "short",
      durationSeconds: 900,
    });
    const before = nowMs;
    nowMs += 901_000;
    try {
      await expect(identityWith(issued)).rejects.toMatchObject({ name: "InvalidClientTokenId" });
    } finally {
      nowMs = before;
    }
  });
});

describe("requests", () => {
  it("refuses unsigned ones and other hosts", async () => {
    expect(await send({ path: "/?Action=GetCallerIdentity" })).toMatchObject({ status: 403 });
    const rebound = await send({ path: "/_repave/health", headers: { host: "evil.example" } });
    expect(rebound).toMatchObject({ status: 403, body: expect.stringContaining("InvalidHost") });
    expect(await send({ path: "/_repave/health" })).toMatchObject({ status: 200 });
  });

  it("refuses a request that was signed a quarter of an hour ago", async () => {
    const before = nowMs;
    nowMs += 16 * 60_000;
    try {
      await expect(identityWith(undefined)).rejects.toMatchObject({ name: "RequestExpired" });
    } finally {
      nowMs = before;
    }
  });
});

describe("presigned URLs", () => {
  async function presign(expiresIn: number): Promise<string> {
    const { hostname, port } = new URL(aws.endpoint);
    const signer = new SignatureV4({
      credentials: aws.clientConfig.credentials,
      region: "us-east-1",
      service: "s3",
      sha256: Sha256,
      uriEscapePath: false,
    });
    const signed = await signer.presign(
      {
        method: "GET",
        protocol: "http:",
        hostname,
        port: Number(port),
        path: "/bucket/key",
        query: {},
        headers: { host: `${hostname}:${port}`, "x-amz-content-sha256": "UNSIGNED-PAYLOAD" },
      },
      { expiresIn },
    );
    return `/bucket/key?${new URLSearchParams(signed.query as Record<string, string>)}`;
  }

  it("are good until they expire, for what was signed", async () => {
    const path = await presign(60);
    expect(await send({ path })).toMatchObject({ status: 200, body: "presigned" });
    expect(await send({ path: path.replace("/key?", "/other?") })).toMatchObject({ status: 403 });
    const before = nowMs;
    nowMs += 61_000;
    try {
      expect(await send({ path })).toMatchObject({
        status: 403,
        body: expect.stringContaining("RequestExpired"),
      });
    } finally {
      nowMs = before;
    }
  });

  it("are what the SDK's own client signs like", async () => {
    const client = new S3Client(aws.clientConfig);
    const output = await client.send(new GetObjectCommand({ Bucket: "bucket", Key: "k'(!)*~" }));
    expect(await output.Body?.transformToString()).toBe("presigned");
  });
});
