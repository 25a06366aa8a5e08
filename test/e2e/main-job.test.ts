import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Outcome } from "../../cli/follow/outcome.ts";
import { freePort, repave, start, temporaryFolder } from "./support/repave.ts";
import { startUp, type Up } from "./support/up.ts";

const START_MS = 120_000;

describe("npm start", () => {
  const dataDir = mkdtempSync(path.join(tmpdir(), "repave-main-"));
  let port = 0;
  let outcome: Outcome;
  let up: Up;

  beforeAll(async () => {
    port = await freePort();
  });
  afterAll(async () => {
    await up?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it("-- --once releases the example and prints the outcome as its last line", {
    timeout: START_MS,
  }, async () => {
    const words = ["start", "--", "--once", "--port", String(port), "--data-dir", dataDir];
    const { code, stdout, stderr } = await start("npm", words).ended;
    expect(code, stderr).toBe(0);
    outcome = JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as Outcome;
    expect(outcome).toMatchObject({ outcome: "SUCCEEDED", url: expect.stringMatching(/^http:/) });
    expect(outcome.release).toMatch(/^hello-web-dev-1-0-0-[0-9a-f]{12}$/);
    expect(outcome.seconds).toBeGreaterThan(0);
    expect(outcome.resources).toBeGreaterThan(3);
    expect(outcome.stages.map(({ name, status }) => `${name} ${status}`)).toEqual([
      "PreProvision SUCCEEDED",
      "Bakery SUCCEEDED",
      "Provision SUCCEEDED",
      "Validation SUCCEEDED",
      "PostProvision SUCCEEDED",
    ]);
  });

  it("stopped everything that --once started", async () => {
    await expect(fetch(outcome.url ?? "")).rejects.toThrow();
    await expect(fetch(`http://127.0.0.1:${port}`)).rejects.toThrow();
  });

  it("brings the application back the second time, without a release", { timeout: START_MS }, async () => {
    up = await startUp({ dataDir, port });
    expect(up.running.text()).toContain("live already");
    const page = await (await fetch(outcome.url ?? "")).text();
    expect(page).toContain("hello from hello-web");
    const { stdout } = await up.repave("executions", "list", "--output", "json");
    expect(JSON.parse(stdout)).toHaveLength(1);
  });

  it("refuses a second one on the same folder with exit code 4", async () => {
    const { code, stderr } = await repave("up", "--port", String(await freePort()), "--data-dir", dataDir);
    expect({ code, stderr }).toMatchObject({ code: 4, stderr: expect.stringContaining(dataDir) });
  });

  it("refuses to reset a folder in use with exit code 4", async () => {
    expect((await up.repave("reset", "--yes")).code).toBe(4);
  });

  it("stops on Ctrl-C, with the instances' processes", async () => {
    expect((await up.stop()).code).toBe(0);
    await expect(fetch(outcome.url ?? "")).rejects.toThrow();
  });

  it("lets reset clear the folder then", async () => {
    expect((await up.repave("reset", "--yes")).code).toBe(0);
    expect(existsSync(dataDir)).toBe(false);
  });

  it("refuses a taken port with exit code 3, one clear line, and nothing left running", async () => {
    const server = createServer();
    await once(server.listen(0, "127.0.0.1"), "listening");
    const taken = (server.address() as { port: number }).port;
    const folder = temporaryFolder();
    const { code, stderr } = await repave("up", "--port", String(taken), "--data-dir", folder);
    server.close();
    expect(code).toBe(3);
    expect(stderr).toContain(String(taken));
    expect(stderr.trim().split("\n")).toHaveLength(2);
    expect((await repave("apps", "--data-dir", folder)).code).toBe(5);
  });
});
