import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { createAwsCalls } from "../../../../worker/boot/aws-calls.ts";

let server: Server;
afterEach(() => new Promise((resolve) => server?.close(resolve)));

/** A service that gives these answers in turn, `undefined` by hanging up; and the waits between the calls to it. */
async function serviceOf(answers: readonly (readonly [number, string] | undefined)[]) {
  let asked = 0;
  const waits: number[] = [];
  server = createServer((_request, response) => {
    const answer = answers[asked++];
    if (answer === undefined) return response.destroy();
    return response.writeHead(answer[0], { connection: "close" }).end(answer[1]);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const aws = createAwsCalls({
    region: "eu-central-1",
    credentials: async () => ({ accessKeyId: "ASIA", secretAccessKey: "secret" }),
    endpointOf: () => endpoint,
    sleep: async (delayMs) => waits.push(delayMs),
  });
  return { waits, read: () => aws.call("GetParameter", { Name: "/c" }), asked: () => asked };
}

const found = [200, '{"Parameter":{"Value":"v"}}'] as const;

describe("createAwsCalls", () => {
  it("calls again when nobody answers and when the service fails", async () => {
    const { read, waits } = await serviceOf([undefined, [503, ""], found]);
    expect(await read()).toEqual({ Parameter: { Value: "v" } });
    expect(waits).toHaveLength(2);
  });

  it("calls again when there were too many calls", async () => {
    const { read } = await serviceOf([[400, '{"__type":"ThrottlingException"}'], found]);
    expect(await read()).toEqual({ Parameter: { Value: "v" } });
  });

  it("gives up after three attempts with what it heard last", async () => {
    const { read, asked } = await serviceOf(Array(3).fill([500, '{"__type":"InternalServerError"}']));
    await expect(read()).rejects.toMatchObject({ name: "InternalServerError" });
    expect(asked()).toBe(3);
  });

  it("does not repeat what was refused", async () => {
    const { read, asked } = await serviceOf([[400, '{"__type":"ParameterNotFound","message":"gone"}']]);
    await expect(read()).rejects.toThrow("gone (status 400)");
    expect(asked()).toBe(1);
  });
});
