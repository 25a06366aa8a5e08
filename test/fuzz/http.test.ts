import { connect } from "node:net";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { allServices } from "../../runtime/services/all.ts";
import { startTestRuntime, type TestRuntime } from "../support/runtime.ts";
import { json } from "../unit/runtime/asl/properties/arbitraries.ts";
import { type RawAnswer, type RawRequest, type Signer, send, signed } from "./raw-request.ts";

const SEED = Number(process.env.FUZZ_SEED ?? 20_26);
const TIMES = Number(process.env.FUZZ_RUNS ?? 1);

let aws: TestRuntime;
let signer: Signer;
const defects: unknown[] = [];

beforeAll(async () => {
  const quiet = () => {};
  const error = (message: string, details: { readonly error?: Error }) =>
    defects.push(`${message}: ${details.error?.stack}`);
  aws = await startTestRuntime({ services: allServices, log: { info: quiet, warn: quiet, error } as never });
  signer = { endpoint: aws.endpoint, ...aws.clientConfig.credentials };
});
afterAll(() => aws.stop());

/** Services of all six protocols, with operations whose input is worth spoiling. */
const TARGETS: readonly (readonly [service: string, prefix: string, operations: readonly string[]])[] = [
  [
    "states",
    "AWSStepFunctions",
    ["CreateStateMachine", "StartExecution", "TestState", "SendTaskSuccess", "ListExecutions", "TagResource"],
  ],
  [
    "states",
    "AWSStepFunctions",
    ["ValidateStateMachineDefinition", "DescribeExecution", "GetExecutionHistory", "StartSyncExecution"],
  ],
  [
    "ssm",
    "AmazonSSM",
    ["PutParameter", "GetParameters", "SendCommand", "CreateDocument", "ListCommandInvocations"],
  ],
  ["logs", "Logs_20140328", ["PutLogEvents", "FilterLogEvents", "CreateLogGroup", "GetLogEvents"]],
  ["events", "AWSEvents", ["PutRule", "PutTargets", "PutEvents", "TestEventPattern"]],
  ["kms", "TrentService", ["Encrypt", "Decrypt", "CreateKey", "GenerateDataKey"]],
  ["sqs", "AmazonSQS", ["CreateQueue", "SendMessage", "ReceiveMessage", "SendMessageBatch"]],
  ["dynamodb", "DynamoDB_20120810", ["PutItem", "CreateTable", "Query"]],
];
const QUERY_TARGETS: readonly (readonly [service: string, operations: readonly string[]])[] = [
  ["sns", ["CreateTopic", "Publish", "Subscribe", "SetTopicAttributes"]],
  ["iam", ["CreateRole", "PutRolePolicy", "ListRoles"]],
  ["sts", ["AssumeRole", "GetCallerIdentity"]],
  ["ec2", ["RunInstances", "DescribeInstances", "CreateTags", "AuthorizeSecurityGroupIngress"]],
  ["autoscaling", ["CreateAutoScalingGroup", "DescribeAutoScalingGroups"]],
  ["cloudformation", ["CreateStack", "ValidateTemplate", "DescribeStacks"]],
];

const MEMBERS = [
  ...[
    "name",
    "definition",
    "roleArn",
    "stateMachineArn",
    "executionArn",
    "input",
    "maxResults",
    "nextToken",
    "tags",
  ],
  ...[
    "Name",
    "Value",
    "Type",
    "KeyId",
    "Plaintext",
    "CiphertextBlob",
    "logGroupName",
    "logEvents",
    "EventPattern",
  ],
  ...[
    "Entries",
    "QueueUrl",
    "MessageBody",
    "Attributes",
    "TableName",
    "Item",
    "Key",
    "taskToken",
    "output",
    "resourceArn",
  ],
  ...["DocumentName", "InstanceIds", "Parameters", "Content", "__proto__", "constructor"],
];
const value = fc.oneof(
  json({ unit: "binary" }),
  fc.constantFrom<unknown[]>("arn:aws:states:us-east-1:000000000000:stateMachine:x", "{}", 1e300, -1, [[]], {
    a: { b: [] },
  }),
);
const members = fc.dictionary(fc.constantFrom(...MEMBERS), value, { maxKeys: 5 });
const jsonBody = fc.oneof(
  members.map((input) => Buffer.from(JSON.stringify(input))),
  json().map((any) => Buffer.from(JSON.stringify(any))),
  members.map((input) => Buffer.from(JSON.stringify(input).slice(0, -2))),
  fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
  fc.constantFrom(
    Buffer.from("[".repeat(100_000)),
    Buffer.from('{"Item":{"a":'.concat('{"M":{"a":'.repeat(50_000))),
  ),
  fc.constant(Buffer.from(`{"Item":${'{"a":{"M":'.repeat(20_000)}{}${"}}".repeat(20_000)},"TableName":"t"}`)),
);
const oddHeader = fc.constantFrom<Record<string, string>[]>(
  {},
  { "content-type": "text/html" },
  { "content-type": "application/x-www-form-urlencoded; charset=\u00ff" },
  { "content-encoding": "gzip" },
  { "x-amz-content-sha256": "UNSIGNED-PAYLOAD" },
  { "x-amz-content-sha256": "nonsense" },
  { expect: "100-continue" },
  { "x-amz-security-token": "x" },
);

interface Case extends RawRequest {
  readonly service: string;
}

const jsonCase: fc.Arbitrary<Case> = fc
  .tuple(
    fc.constantFrom(...TARGETS),
    fc.nat(9),
    jsonBody,
    oddHeader,
    fc.constantFrom("", "", "x", "__proto__"),
  )
  .map(([[service, prefix, operations], at, body, odd, suffix]) => ({
    service,
    method: "POST",
    target: "/",
    headers: {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": `${prefix}.${operations[at % operations.length]}${suffix}`,
      ...odd,
    },
    body,
  }));

const parameterName = fc
  .array(
    fc.constantFrom(
      "Tag",
      "Tags",
      "member",
      "1",
      "2",
      "0",
      "-1",
      "99999999999",
      "Key",
      "Value",
      "Name",
      "__proto__",
      "",
      "Filter",
    ),
    { minLength: 1, maxLength: 5 },
  )
  .map((parts) => parts.join("."));
const form = fc
  .array(
    fc.tuple(
      parameterName,
      fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("%", "%zz", "%E0%A4%A", "1", "")),
    ),
    { maxLength: 8 },
  )
  .map((pairs) => pairs.map(([name, text]) => `${name}=${safe(text)}`).join("&"));
const safe = (text: string) => (text.startsWith("%") ? text : encodeURIComponent(text.toWellFormed()));

const queryCase: fc.Arbitrary<Case> = fc
  .tuple(fc.constantFrom(...QUERY_TARGETS), fc.nat(9), form, oddHeader, fc.boolean())
  .map(([[service, operations], at, parameters, odd, isGet]) => {
    const text = `Action=${operations[at % operations.length]}&Version=2010-01-01&${parameters}`;
    const headers = { "content-type": "application/x-www-form-urlencoded", ...odd };
    return isGet
      ? { service, method: "GET", target: `/?${text}`.slice(0, 8000), headers, body: Buffer.alloc(0) }
      : { service, method: "POST", target: "/", headers, body: Buffer.from(text) };
  });

const segment = fc.constantFrom(
  "bucket",
  "key",
  "%E0%A4%A",
  "%",
  "%2F",
  "..",
  ".",
  "",
  "a%20b",
  "2015-03-31",
  "functions",
  "%00",
  "é".normalize(),
  "invocations",
);
const subresource = fc.constantFrom(
  ...[
    "",
    "uploads",
    "uploadId=x&partNumber=y",
    "list-type=2&max-keys=-1",
    "delete",
    "tagging",
    "versionId=%",
    "partNumber=999999",
  ],
  ...[
    "response-content-type=a%0d%0ab",
    "X-Amz-Algorithm=AWS4-HMAC-SHA256",
    "a=%E0%A4%A",
    "policy",
    "prefix=%ff",
    "max-keys=x",
  ],
);
const xml = fc.constantFrom(
  ...[
    "",
    "<a",
    "<a></b>",
    "<Delete><Object/></Delete>",
    "<Delete><Object><Key>a</Key></Object>",
    "<__proto__>1</__proto__>",
  ],
  '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><Tagging>&b;&b;</Tagging>',
  '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><Tagging><TagSet><Tag><Key>&a;</Key></Tag></TagSet></Tagging>',
  `<a>${"<b>".repeat(20_000)}</a>`,
  "<CompleteMultipartUpload><Part><PartNumber>x</PartNumber></Part></CompleteMultipartUpload>",
);
const chunked = fc.constantFrom(
  ...[
    "",
    "5\r\nhello\r\n0\r\n\r\n",
    "zz\r\n",
    "-5\r\nhello",
    "ffffffffff\r\nx",
    "5;chunk-signature=0\r\nhello\r\n0;chunk-signature=\r\n\r\n",
  ],
  ...["5\r\nhel", "0", "5\nhello\n0\n\n", "1\r\nhello\r\n0\r\nx-amz-checksum-crc32: nonsense\r\n\r\n"],
);
const upload = fc.tuple(
  chunked,
  fc.constantFrom("STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "STREAMING-UNSIGNED-PAYLOAD-TRAILER", "STREAMING-"),
);

const restCase: fc.Arbitrary<Case> = fc
  .tuple(
    fc.constantFrom("s3", "lambda"),
    fc.constantFrom("GET", "PUT", "POST", "DELETE", "HEAD", "PATCH", "OPTIONS"),
    fc.tuple(fc.array(segment, { maxLength: 5 }), subresource),
    fc.oneof(
      xml.map((text) => ({ body: Buffer.from(text), headers: {} })),
      jsonBody.map((body) => ({ body, headers: {} })),
      upload.map(([text, kind]) => ({
        body: Buffer.from(text),
        headers: {
          "content-encoding": "aws-chunked",
          "x-amz-content-sha256": kind,
          "x-amz-decoded-content-length": "5",
        },
      })),
    ),
    fc.constantFrom<Record<string, string>[]>(
      {},
      { range: "bytes=9-1" },
      { range: "x" },
      { "x-amz-copy-source": "%E0%A4%A" },
      { "content-md5": "x" },
      { "x-amz-meta-a": "\u00e9" },
      { "if-modified-since": "x" },
      { "x-amz-tagging": "%" },
      { "x-amz-checksum-crc32": "x" },
    ),
  )
  .map(([service, method, [segments, query], { body, headers }, odd]) => ({
    service,
    method,
    target: `/${segments.join("/")}${query === "" ? "" : `?${query}`}`.replaceAll("é", "%C3%A9"),
    headers: { ...headers, ...odd },
    body,
  }));

/** Text in every header that takes part in the signature, and none of it right. */
const unsignedCase: fc.Arbitrary<RawRequest> = fc
  .tuple(
    fc.constantFrom(
      ...[
        "",
        "AWS4-HMAC-SHA256 ",
        "AWS4-HMAC-SHA256 Credential=",
        "AWS4-HMAC-SHA256 Credential=a/b/c/d/aws4_request",
        "Basic eDp4",
      ],
      "AWS4-HMAC-SHA256 Credential=KEY/20240101/us-east-1/states/aws4_request, SignedHeaders=constructor;__proto__;host, Signature=x",
      ...[
        "Bearer x",
        `AWS4-HMAC-SHA256 ${",".repeat(5000)}`,
        `AWS4-HMAC-SHA256 Credential=${"/".repeat(5000)}`,
      ],
    ),
    fc.constantFrom("", "20240101T000000Z", "x", "99999999T999999Z"),
    fc.constantFrom(
      "/",
      "/?%",
      "/?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=%E0%A4%A",
      "/%",
      "/?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=KEY/20240101/us-east-1/s3/aws4_request&X-Amz-SignedHeaders=toString&X-Amz-Expires=x",
      "//",
      "/?&&&=",
      "http://other/",
    ),
    jsonBody,
  )
  .map(([authorization, date, target, body]) => ({
    method: "POST",
    target,
    headers: {
      ...(authorization === "" ? {} : { authorization }),
      ...(date === "" ? {} : { "x-amz-date": date }),
    },
    body,
  }));

/** A case that is printed in part when it fails. */
function shown(given: Case): Case & fc.WithToStringMethod {
  const text = () =>
    `${JSON.stringify({ ...given, body: given.body.toString().slice(0, 300) }, undefined, 1)}`;
  return { ...given, [fc.toStringMethod]: text };
}

/** An answer of AWS's kind: success or a refusal with a code. */
function checkAnswer({ status, body }: RawAnswer, method: string): void {
  expect(defects.map(String)).toEqual([]);
  expect(status === 501 || (status >= 200 && status < 500)).toBe(true);
  if (status < 300 || status === 304 || method === "HEAD") return;
  expect(body).toMatch(/"__type":"\w+|<Code>[\w.]+<\/Code>/);
}

async function holds<Given>(cases: fc.IAsyncProperty<Given>, runs: number): Promise<void> {
  await fc.assert(cases, { seed: SEED, numRuns: runs * TIMES });
  const health = await send(
    { method: "GET", target: "/_repave/health", headers: {}, body: Buffer.alloc(0) },
    aws.endpoint,
  );
  expect(health).toMatchObject({ status: 200, body: "ok\n" });
}

const answers = (given: fc.Arbitrary<Case>) =>
  fc.asyncProperty(given.map(shown), async ({ service, ...request }) => {
    defects.length = 0;
    checkAnswer(await send(signed(request, service, signer), aws.endpoint), request.method);
  });

describe("a signed request", () => {
  it("with any JSON is answered or refused", () => holds(answers(jsonCase), 300));
  it("with any parameters is answered or refused", () => holds(answers(queryCase), 300));
  it("with any path, body and framing is answered or refused", () => holds(answers(restCase), 500));
});

describe("a request that is not signed", () => {
  it("is refused", async () => {
    const cases = fc.asyncProperty(unsignedCase, async (request) => {
      defects.length = 0;
      const answer = await send(request, aws.endpoint);
      checkAnswer(answer, request.method);
      expect(answer.status).toBeGreaterThanOrEqual(400);
    });
    await holds(cases, 200);
  });

  it.each([
    ["no HTTP", "\u0000\u0001\u0002 nonsense\r\n\r\n"],
    ["two lengths", "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"],
    [
      "a length and chunks",
      "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ],
    [
      "chunks that are none",
      "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
    ["a header of megabytes", `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${"x".repeat(2_000_000)}\r\n\r\n`],
    ["a query of megabytes", `GET /?${"a=b&".repeat(500_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`],
    ["another host", "GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"],
    ["no host", "GET / HTTP/1.1\r\nConnection: close\r\n\r\n"],
    [
      "a line break in a header",
      "GET / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Date: a\nInjected: b\r\nConnection: close\r\n\r\n",
    ],
    ["a tunnel", "CONNECT evil.example:443 HTTP/1.1\r\nHost: localhost\r\n\r\n"],
    ["a body that breaks off", "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nabc"],
  ])("and is %s is refused, or the connection ends", async (_what, text) => {
    defects.length = 0;
    const { hostname, port } = new URL(aws.endpoint);
    const answer = await new Promise<string>((resolve) => {
      let received = "";
      const socket = connect(Number(port), hostname, () => socket.write(text, () => socket.end()));
      socket.on("data", (data) => (received += data)).on("error", () => resolve(received));
      socket.on("close", () => resolve(received));
    });
    expect(answer).toMatch(/^(HTTP\/1\.1 4\d\d |$)/);
    expect(defects).toEqual([]);
    const health = await send(
      { method: "GET", target: "/_repave/health", headers: {}, body: Buffer.alloc(0) },
      aws.endpoint,
    );
    expect(health.status).toBe(200);
  });
});
