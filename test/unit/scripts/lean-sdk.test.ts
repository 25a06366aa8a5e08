import { execFile } from "node:child_process";
import { appendFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { build, type Plugin } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { leanSdk } from "../../../scripts/building/lean-sdk.ts";
import { requireBuiltins } from "../../../scripts/building/require-builtins.ts";

const run = promisify(execFile);

/** What an instance answers for its role, and EC2 for a query. */
const answers: Readonly<Record<string, string>> = {
  "/latest/api/token": "a-token",
  "/latest/meta-data/iam/security-credentials/": "web-role",
  "/latest/meta-data/iam/security-credentials/web-role": JSON.stringify({
    ...{ AccessKeyId: "AKIAINSTANCE", SecretAccessKey: "secret", Token: "session" },
    Expiration: new Date(Date.now() + 3_600_000).toISOString(),
  }),
  "/": '<DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><reservationSet><item><instancesSet><item><instanceId>i-1</instanceId></item></instancesSet></item></reservationSet></DescribeInstancesResponse>',
};

let server: Server;
let folder: string;
const bodies: string[] = [];
const keys: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "repave-lean-sdk-"));
  server = createServer(async (request, response) => {
    const path = request.url ?? "";
    const body = (await request.toArray()).join("");
    if (path === "/") bodies.push(body);
    if (path === "/") keys.push(request.headers.authorization?.match(/Credential=([A-Z]+)/)?.[1] ?? "");
    response.writeHead(answers[path] === undefined ? 404 : 200).end(answers[path]);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});

afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true });
});

const describing = `
  import { DescribeInstancesCommand, EC2Client } from "@aws-sdk/client-ec2";
  const ec2 = new EC2Client({ region: "eu-central-1", endpoint: process.env.ENDPOINT, maxAttempts: 1 });
  const Filters = [{ Name: "tag:colour", Values: ["blue"] }];
  try {
    const { Reservations } = await ec2.send(new DescribeInstancesCommand({ Filters, InstanceIds: ["i-1"], MaxResults: 5 }));
    console.log(Reservations[0].Instances[0].InstanceId);
  } catch (error) {
    console.log(error.name + " " + error.code);
  }`;

async function bundle(name: string, plugins: Plugin[]): Promise<{ file: string; bytes: number }> {
  const { outputFiles } = await build({
    stdin: { contents: describing, resolveDir: import.meta.dirname },
    ...{ bundle: true, write: false, format: "esm", platform: "node", target: "node24", minify: true },
    mainFields: ["module", "main"],
    banner: { js: 'import{createRequire}from"node:module";const require=createRequire(import.meta.url);' },
    plugins,
  });
  const file = join(folder, `${name}.mjs`);
  const contents = outputFiles[0]?.contents ?? new Uint8Array();
  await writeFile(file, contents);
  return { file, bytes: contents.length };
}

async function runBundle(file: string, environment: Record<string, string>): Promise<string> {
  const { stdout } = await run(process.execPath, [file], {
    env: { HOME: folder, AWS_CONFIG_FILE: "none", AWS_SHARED_CREDENTIALS_FILE: "none", ...environment },
  });
  return stdout.trim();
}

describe("leanSdk", () => {
  it("makes a small bundle that calls as the whole SDK does, with an instance's credentials", async () => {
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const environment = { ENDPOINT: endpoint, AWS_EC2_METADATA_SERVICE_ENDPOINT: endpoint };
    const whole = await bundle("whole", [requireBuiltins]);
    const lean = await bundle("lean", [requireBuiltins, leanSdk]);
    expect(lean.bytes).toBeLessThan(whole.bytes / 2);
    expect(await runBundle(whole.file, environment)).toBe("i-1");
    expect(await runBundle(lean.file, environment)).toBe("i-1");
    expect(bodies).toHaveLength(2);
    expect(bodies[1]).toBe(bodies[0]);
    expect(keys).toEqual(["AKIAINSTANCE", "AKIAINSTANCE"]);
  });

  it("reads no settings of a person's machine", async () => {
    const settings = join(folder, "config");
    await writeFile(settings, "[default]\ndefaults_mode = nonsense\n");
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const environment = {
      ...{ ENDPOINT: endpoint, AWS_EC2_METADATA_SERVICE_ENDPOINT: endpoint },
      AWS_CONFIG_FILE: settings,
    };
    const whole = await bundle("whole-settings", [requireBuiltins]);
    const lean = await bundle("lean-settings", [requireBuiltins, leanSdk]);
    await expect(runBundle(whole.file, environment)).rejects.toThrow("defaultsMode");
    expect(await runBundle(lean.file, environment)).toBe("i-1");
  });

  it("loads no TLS for an endpoint without", async () => {
    const { file } = await bundle("plain", [requireBuiltins, leanSdk]);
    const loaded = `process.on("exit", () => console.log(process.moduleLoadList.includes("NativeModule tls")));`;
    await appendFile(file, loaded);
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const environment = { ENDPOINT: endpoint, AWS_EC2_METADATA_SERVICE_ENDPOINT: endpoint };
    expect(await runBundle(file, environment)).toBe("i-1\nfalse");
  });

  it("loads TLS when an endpoint asks for it", async () => {
    const { file } = await bundle("tls", [requireBuiltins, leanSdk]);
    const environment = {
      ...{ ENDPOINT: "https://127.0.0.1:1", AWS_ACCESS_KEY_ID: "AKIA", AWS_SECRET_ACCESS_KEY: "secret" },
    };
    expect(await runBundle(file, environment)).toBe("Error ECONNREFUSED");
  });

  it("says what is missing when there are no credentials", async () => {
    const { file } = await bundle("none", [requireBuiltins, leanSdk]);
    const environment = { ENDPOINT: "http://127.0.0.1:1", AWS_EC2_METADATA_DISABLED: "true" };
    expect(await runBundle(file, environment)).toMatch(/^CredentialsProviderError/);
  });
});
