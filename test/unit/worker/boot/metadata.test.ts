import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { readIdentity } from "../../../../worker/boot/identity.ts";
import { createInstanceMetadata } from "../../../../worker/boot/metadata.ts";
import { parseUserData } from "../../../../worker/boot/user-data.ts";

let server: Server;
const listen = async (values: Readonly<Record<string, string>>) => {
  const requests: string[] = [];
  let session = "none";
  server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    if (request.method === "PUT") {
      session = `session ${requests.length}`;
      return response.end(session);
    }
    if (request.headers["x-aws-ec2-metadata-token"] !== session) return response.writeHead(401).end();
    const value = values[request.url ?? ""];
    return value === undefined ? response.writeHead(404).end() : response.end(value);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const endSessions = () => {
    session = "none";
  };
  return { requests, endSessions, endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
};

afterEach(() => new Promise((resolve) => server?.close(resolve)));

describe("instance metadata", () => {
  it("asks for a session token once and reads with it", async () => {
    const { requests, endpoint } = await listen({
      "/latest/user-data": "{}",
      "/latest/meta-data/local-ipv4": "127.0.0.2",
    });
    const metadata = createInstanceMetadata(endpoint);
    const all = await Promise.all(["user-data", "meta-data/local-ipv4", "meta-data/none"].map(metadata.get));
    expect(all).toEqual(["{}", "127.0.0.2", undefined]);
    expect(requests.filter((request) => request.startsWith("PUT"))).toHaveLength(1);
  });

  it("begins another session when the one it has is over", async () => {
    const { requests, endSessions, endpoint } = await listen({ "/latest/user-data": "{}" });
    const metadata = createInstanceMetadata(endpoint);
    await metadata.get("user-data");
    endSessions();
    expect(await metadata.get("user-data")).toBe("{}");
    expect(requests.filter((request) => request.startsWith("PUT"))).toHaveLength(2);
  });

  it("tells who the instance is", async () => {
    const identity = { instanceId: "i-1", privateIp: "127.0.0.2", region: "eu-central-1" };
    const path = "/latest/dynamic/instance-identity/document";
    const { endpoint } = await listen({ [path]: JSON.stringify({ ...identity, accountId: "1" }) });
    expect(await readIdentity(createInstanceMetadata(endpoint))).toEqual(identity);
    await expect(readIdentity({ get: async () => undefined })).rejects.toThrow(
      "expected an identity document",
    );
  });
});

describe("parseUserData", () => {
  it("knows application and tooling instances", () => {
    expect(parseUserData('{"role":"tooling"}')).toEqual({ role: "tooling" });
    const text = '{"configParameter":{"name":"/repave/releases/r/config","version":1},"logGroup":"/g"}';
    expect(parseUserData(text)).toEqual({ role: "application", ...JSON.parse(text) });
  });

  it.each([undefined, "{}", '{"configParameter":{"name":"/x"},"logGroup":"/g"}'])("refuses %s", (text) => {
    expect(() => parseUserData(text)).toThrow("expected user data as");
  });
});
