import { createServer, type Server } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runSmokeTest, type SmokeRequest } from "../../../../functions/post-provision/smoke-test.ts";

let server: Server;
let url = "";
let nowMs = 0;
const tools = {
  fetch: globalThis.fetch,
  now: () => nowMs,
  wait: async (delayMs: number) => {
    nowMs += delayMs;
  },
};
const run = (...requests: readonly SmokeRequest[]) =>
  runSmokeTest(tools, { url, releaseId: "r-1" }, requests);

beforeAll(async () => {
  server = createServer((request, response) => {
    const isNew = request.headers["x-repave-release"] === "r-1";
    if (request.url === "/moved") response.writeHead(302, { location: "/" });
    if (request.url === "/broken") response.statusCode = 500;
    response.end(isNew ? `hello from ${request.url} canary-1` : "old");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (typeof address === "object" && address !== null) url = `http://127.0.0.1:${address.port}`;
});
afterAll(() => server.close());

describe("runSmokeTest", () => {
  it("asks the new colour by its header and reports each request", async () => {
    expect(await run({ path: "/", status: 200, contains: "hello" }, { path: "/moved", status: 302 })).toEqual(
      [
        { path: "/", status: 200, milliseconds: 0 },
        { path: "/moved", status: 302, milliseconds: 0 },
      ],
    );
  });

  it("never leaves the load balancer, whatever the path", async () => {
    expect(
      await run({ path: "//example.com/", status: 200, contains: "hello from //example.com/" }),
    ).toHaveLength(1);
  });

  it("names every request that failed and what came, but no answer's body", async () => {
    const failure = await run(
      { path: "/broken", status: 200 },
      { path: "/", status: 200, contains: "goodbye" },
      { path: "/", status: 200 },
    ).catch((error: Error) => error);
    expect(failure).toMatchObject({ name: "SmokeTestFailed" });
    expect((failure as Error).message.split("\n")).toEqual([
      "GET /broken: expected status 200; came 500",
      'GET /: expected an answer that contains "goodbye"; came 21 characters without it',
    ]);
  });

  it("waits for a load balancer that does not take connections yet, and then says so", async () => {
    const refusing = { ...tools, fetch: () => Promise.reject(unconnected("ECONNREFUSED")) };
    const beganAtMs = nowMs;
    await expect(runSmokeTest(refusing, { url, releaseId: "r-1" }, [home])).rejects.toThrow(/ECONNREFUSED/);
    expect(nowMs - beganAtMs).toBeGreaterThan(60_000);
  });

  it("asks again while the load balancer has no instance that answers", async () => {
    const statuses = [502, 503];
    const fetch: typeof globalThis.fetch = (...request) => {
      const status = statuses.shift();
      return status === undefined ? tools.fetch(...request) : Promise.resolve(new Response("", { status }));
    };
    const [report] = await runSmokeTest({ ...tools, fetch }, { url, releaseId: "r-1" }, [home]);
    expect(report?.status).toBe(200);
  });

  it("fails when the load balancer goes on having none", async () => {
    const fetch = () => Promise.resolve(new Response("", { status: 502 }));
    const failure = runSmokeTest({ ...tools, fetch }, { url, releaseId: "r-1" }, [home]);
    await expect(failure).rejects.toThrow("GET /: expected status 200; came 502");
  });
});

const home: SmokeRequest = { path: "/", status: 200 };

function unconnected(code: string): Error {
  return new TypeError("fetch failed", { cause: Object.assign(new Error(code), { code }) });
}
