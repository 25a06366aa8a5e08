import { describe, expect, it } from "vitest";
import { createProgress, progressText } from "../../../crash/report/progress.ts";

function progressOn(isTTY: boolean) {
  const lines: string[] = [];
  let nowMs = 0;
  const stream = { isTTY, write: (text: string) => lines.push(text) };
  const progress = createProgress({ kills: 1000, stream, nowMs: () => nowMs });
  nowMs = 10_000;
  return { progress, lines };
}

describe("the progress of a campaign", () => {
  it("tells the rate and the time that is left", () => {
    const text = progressText({ kills: 100, executions: 230, problems: 0 }, { kills: 1000, tookMs: 10_000 });
    expect(text).toBe("100 of 1000 kills, 230 executions, 10.0 kills/s, 1 min 30 s left");
  });

  it("is one line on a terminal", () => {
    const { progress, lines } = progressOn(true);
    progress.show({ kills: 1, executions: 2, problems: 3 });
    progress.end();
    expect(lines[0]?.startsWith("\r\u001b[K1 of 1000 kills, ")).toBe(true);
    expect(lines[0]).toMatch(/, 3 problems$/);
    expect(lines.at(-1)).toBe("\n");
  });

  it("is a line every hundred kills elsewhere", () => {
    const { progress, lines } = progressOn(false);
    for (const kills of [99, 100, 101]) progress.show({ kills, executions: 2, problems: 0 });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^100 of 1000 kills.*\n$/);
  });
});
