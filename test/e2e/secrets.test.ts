import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import {
  CloudWatchLogsClient,
  paginateDescribeLogGroups,
  paginateFilterLogEvents,
} from "@aws-sdk/client-cloudwatch-logs";
import { GetObjectCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { SFNClient } from "@aws-sdk/client-sfn";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readLedger } from "../../cli/audit/read-ledger.ts";
import { readHistory } from "../../cli/follow/history.ts";
import { executionArn } from "../../cli/target/names.ts";
import { exampleVariant } from "./support/example.ts";
import { type EndedRelease, startUp, type Up } from "./support/up.ts";

/** In a parameter that the application names, in its plain environment, and in a baked file of a 40 kB configuration. */
const canary = `canary-${randomUUID()}`;
const plainCanary = `plain-${randomUUID()}`;

let up: Up;
let ended: EndedRelease;

beforeAll(async () => {
  up = await startUp();
  const ssm = new SSMClient(up.target.clientConfig);
  await ssm.send(
    new PutParameterCommand({ Name: "/apps/hello-web/token", Value: canary, Type: "SecureString" }),
  );
  const folder = exampleVariant({
    configuration: {
      run: {
        command: ["node", "server.js"],
        port: 8080,
        environment: { GREETING: "hello", PADDING: "x".repeat(1000), MARK: plainCanary },
        secrets: { TOKEN: { parameter: "/apps/hello-web/token" } },
      },
      files: [{ path: "etc/large", content: "y".repeat(40_000) }],
    },
  });
  ended = await up.release(folder, "4.0.0");
}, 120_000);
afterAll(() => up?.remove());

function expectNoCanary(text: string, where: string): void {
  for (const secret of [canary, plainCanary])
    expect(text.includes(secret), `${secret} is in ${where}`).toBe(false);
}

describe("a secret", () => {
  it("reaches the application of a release with a configuration of 40 kB", () => {
    expect(ended.progress, ended.progress.cause).toMatchObject({ status: "SUCCEEDED" });
  });

  it("is in no event of the execution's history", async () => {
    const states = new SFNClient(up.target.clientConfig);
    const events = await readHistory(states, executionArn(up.target, ended.release));
    expect(events.length).toBeGreaterThan(20);
    expectNoCanary(JSON.stringify(events), "the history");
  });

  it("is in no log", async () => {
    const client = new CloudWatchLogsClient(up.target.clientConfig);
    for await (const { logGroups = [] } of paginateDescribeLogGroups({ client }, {}))
      for (const { logGroupName } of logGroups)
        for await (const { events = [] } of paginateFilterLogEvents({ client }, { logGroupName }))
          expectNoCanary(JSON.stringify(events), `${logGroupName}`);
  });

  it("is in no ledger record", async () => {
    expectNoCanary(JSON.stringify(await readLedger(up.target)), "the ledger");
  });

  it("is in no report or result in S3", async () => {
    const s3 = new S3Client(up.target.clientConfig);
    for (const purpose of ["reports", "logs"]) {
      const Bucket = `repave-${purpose}-${up.target.accountId}-${up.target.region}`;
      const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
      expect(Contents.length, `objects in ${Bucket}`).toBeGreaterThan(0);
      for (const { Key } of Contents) {
        const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
        expectNoCanary((await Body?.transformToString("latin1")) ?? "", `s3://${Bucket}/${Key}`);
      }
    }
  });

  it("is in clear in no file of the data folder", () => {
    const files = readdirSync(up.dataDir, { recursive: true, withFileTypes: true }).filter((file) =>
      file.isFile(),
    );
    expect(files.length).toBeGreaterThan(20);
    for (const { parentPath, name } of files) {
      const file = path.join(parentPath, name);
      expectNoCanary(readFileSync(file, "latin1"), file);
    }
  });
});
