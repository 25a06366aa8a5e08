import { describe, expect, it } from "vitest";
import { createRoleCredentials } from "../../../../worker/boot/role-credentials.ts";

const hourMs = 3_600_000;

/** A metadata service that gives credentials for an hour, from now on; it counts how often it was asked for some. */
function serviceAt(time: { nowMs: number }) {
  const service = { asked: 0, role: "web" as string | undefined };
  const get = async (path: string) => {
    if (path.endsWith("/")) return service.role;
    service.asked += 1;
    return JSON.stringify({
      ...{ AccessKeyId: `ASIA${service.asked}`, SecretAccessKey: "secret", Token: "token" },
      Expiration: new Date(time.nowMs + hourMs).toISOString(),
    });
  };
  return Object.assign(service, { metadata: { get } });
}

describe("createRoleCredentials", () => {
  it("asks once, until they are about to end", async () => {
    const time = { nowMs: 0 };
    const service = serviceAt(time);
    const credentials = createRoleCredentials({ metadata: service.metadata, now: () => time.nowMs });
    const [first, second] = await Promise.all([credentials(), credentials()]);
    expect(first).toMatchObject({ accessKeyId: "ASIA1", secretAccessKey: "secret", sessionToken: "token" });
    expect(second).toBe(first);
    time.nowMs = hourMs - 4 * 60_000;
    expect(await credentials()).toMatchObject({ accessKeyId: "ASIA2" });
  });

  it("asks with patience, and anew after it was refused", async () => {
    const service = serviceAt({ nowMs: 0 });
    service.role = undefined;
    const slept: number[] = [];
    const sleep = async (delayMs: number) => slept.push(delayMs);
    const credentials = createRoleCredentials({ metadata: service.metadata, now: () => 0, sleep });
    await expect(credentials()).rejects.toThrow("expected the instance to have a role");
    expect(slept).toHaveLength(5);
    service.role = "web";
    expect(await credentials()).toMatchObject({ accessKeyId: "ASIA1" });
  });
});
