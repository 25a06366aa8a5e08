import { describe, expect, it } from "vitest";
import { patientCredentials } from "../../../worker/instance-credentials.ts";

const credentials = { accessKeyId: "AKIA", secretAccessKey: "s" };

/** A provider that refuses so often before it gives the credentials, and what was slept meanwhile. */
function refusing(times: number) {
  const slept: number[] = [];
  let asked = 0;
  const find = async () => {
    asked += 1;
    if (asked <= times) throw new Error(`refused ${asked}`);
    return credentials;
  };
  return { slept, provide: patientCredentials(find, async (delayMs) => slept.push(delayMs)) };
}

describe("patientCredentials", () => {
  it("asks once when they come at once", async () => {
    const { slept, provide } = refusing(0);
    expect(await provide()).toBe(credentials);
    expect(slept).toEqual([]);
  });

  it("asks again, with growing waits", async () => {
    const { slept, provide } = refusing(3);
    expect(await provide()).toBe(credentials);
    expect(slept).toEqual([200, 400, 800]);
  });

  it("gives up with what it heard last", async () => {
    await expect(refusing(9).provide()).rejects.toThrow("refused 6");
  });
});
