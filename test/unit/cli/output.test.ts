import { describe, expect, it } from "vitest";
import { formatAge, formatDuration, parseDuration } from "../../../cli/terminal/duration.ts";
import { formatResult, parseOutputFormat, type Result } from "../../../cli/terminal/output.ts";
import { formatTask } from "../../../cli/terminal/task-lines.ts";

const result: Result<{ name: string; version: string }> = {
  value: [{ name: "hello-web", version: "1.0.0" }],
  rows: [{ name: "hello-web", version: "1.0.0" }],
  columns: {
    name: (row) => row.name,
    version: (row) => row.version,
  },
  empty: "Nothing.",
};

describe("a result", () => {
  it("is its value as JSON and as YAML", () => {
    expect(JSON.parse(formatResult(result, "json"))).toEqual(result.value);
    expect(formatResult(result, "yaml")).toBe("- name: hello-web\n  version: 1.0.0\n");
  });

  it("is rows under headings as a table", () => {
    expect(formatResult(result, "table")).toBe("NAME       VERSION\nhello-web  1.0.0\n");
  });

  it("says that it is empty", () => {
    expect(formatResult({ ...result, rows: [] }, "table")).toBe("Nothing.\n");
  });

  it("refuses a format that it does not know, and names those it does", () => {
    expect(() => parseOutputFormat("xml")).toThrow('--output takes table, json, yaml; it was given "xml"');
  });
});

describe("times", () => {
  it("have as many digits as matter", () => {
    expect([420, 12_340, 184_000].map(formatDuration)).toEqual(["0.42 s", "12.3 s", "3 min 04 s"]);
  });

  it("are read with their unit only", () => {
    expect(["90s", "10m", "2h", "1d", "10"].map(parseDuration)).toEqual([
      90_000,
      600_000,
      7_200_000,
      86_400_000,
      undefined,
    ]);
  });

  it("are told as an age in one unit", () => {
    expect([0, 65_000, 3 * 86_400_000].map((agoMs) => formatAge(1e12 - agoMs, 1e12))).toEqual([
      "just now",
      "1 min ago",
      "3 d ago",
    ]);
  });
});

describe("a task's line", () => {
  const task = {
    title: "Bakery",
    state: "running",
    depth: 1,
    startedMs: 0,
    log: "packing\n 12 files",
  } as const;

  it("shows the last log line while it runs, on one line", () => {
    expect(formatTask(task, { nowMs: 1500, width: 80, still: true })).toBe(
      "    › Bakery            1.50 s  packing 12 files",
    );
  });

  it("is never wider than the terminal", () => {
    const line = formatTask({ ...task, log: "x".repeat(200) }, { nowMs: 1500, width: 60, still: true });
    expect(line.length).toBeLessThanOrEqual(60);
  });

  it("shows the fact and the time it took when it is done", () => {
    const done = { ...task, state: "done", endedMs: 900, detail: "reused ami-1" } as const;
    expect(formatTask(done, { nowMs: 5000, width: 80 })).toContain("0.90 s  reused ami-1");
  });
});
