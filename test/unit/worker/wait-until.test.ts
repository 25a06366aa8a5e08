import { describe, expect, it } from "vitest";
import { WaitedTooLong, waitUntil } from "../../../worker/wait-until.ts";

const signal = new AbortController().signal;

describe("waitUntil", () => {
  it("asks until it is done", async () => {
    let asked = 0;
    const isDone = async () => {
      asked += 1;
      return asked === 3;
    };
    await waitUntil({ what: "three", deadlineMs: 10_000, signal, isDone });
    expect(asked).toBe(3);
  });

  it("does not look before it can be there", async () => {
    const stop = new AbortController();
    const looks: string[] = [];
    const isDone = async () => looks.push("looked") > 0;
    const wait = { what: "a boot", deadlineMs: 60_000, firstLookMs: 30_000, isDone };
    const waiting = waitUntil({ ...wait, signal: stop.signal });
    stop.abort();
    await expect(waiting).rejects.toMatchObject({ name: "AbortError" });
    expect(looks).toEqual([]);
    await waitUntil({ ...wait, firstLookMs: 1, signal });
    expect(looks).toEqual(["looked"]);
  });

  it("gives up after the deadline and says for what it waited", async () => {
    const waiting = waitUntil({ what: "rain", deadlineMs: 0, signal, isDone: async () => false });
    await expect(waiting).rejects.toThrow(new WaitedTooLong("waited 0 s for rain, in vain"));
  });

  it("ends with the signal, and passes errors on", async () => {
    const aborted = AbortSignal.abort();
    await expect(
      waitUntil({ what: "x", deadlineMs: 1000, signal: aborted, isDone: async () => false }),
    ).rejects.toMatchObject({ name: "AbortError" });
    const failing = async () => {
      throw new Error("no network");
    };
    await expect(waitUntil({ what: "x", deadlineMs: 1000, signal, isDone: failing })).rejects.toThrow(
      "no network",
    );
  });
});
