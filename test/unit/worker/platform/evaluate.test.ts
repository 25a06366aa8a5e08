import { describe, expect, it } from "vitest";
import { type Control, check, skip } from "../../../../worker/platform/validate/control.ts";
import { countControls, evaluate, findingsOf } from "../../../../worker/platform/validate/evaluate.ts";
import { createReport } from "../../../../worker/platform/validate/report.ts";

const control = (id: string, results: ReturnType<typeof check>[]): Control<null> => ({
  id,
  title: `title of ${id}`,
  description: `description of ${id}`,
  impact: 0.7,
  tags: { family: "test" },
  evaluate: () => results,
});
const controls = [
  control("a", [check("one", true, "")]),
  control("b", [
    check("one", true, ""),
    check("two", false, "it is open"),
    check("three", false, "it is old"),
  ]),
  control("c", [skip("one", "not told")]),
];
const evaluation = evaluate("i-1", controls, null);

describe("evaluate", () => {
  it("counts a control once a resource", () => {
    expect(countControls([evaluation, evaluation])).toEqual({ passed: 2, failed: 2, skipped: 2 });
  });

  it("makes one finding of a failed control", () => {
    expect(findingsOf(evaluation)).toEqual([
      {
        control: "b",
        title: "title of b",
        impact: 0.7,
        resource: "i-1",
        message: "two: it is open; three: it is old",
      },
    ]);
  });
});

describe("createReport", () => {
  it("has the shape of InSpec's JSON reporter", () => {
    const report = JSON.parse(
      createReport({
        evaluation,
        profile: { name: "test", title: "Test" },
        platform: { name: "linux", release: "6" },
        startedAt: new Date(0),
        durationSeconds: 0.1,
      }),
    );
    expect(report).toMatchObject({
      platform: { name: "linux", release: "6", target_id: "i-1" },
      statistics: { duration: 0.1 },
      version: "1.0.0",
    });
    const [profile] = report.profiles;
    expect(profile.groups).toEqual([{ id: "test", title: "Test", controls: ["a", "b", "c"] }]);
    expect(profile.controls[1]).toMatchObject({
      id: "b",
      desc: "description of b",
      impact: 0.7,
      tags: { family: "test" },
    });
    expect(profile.controls[1].results[1]).toMatchObject({
      status: "failed",
      code_desc: "two",
      message: "it is open",
      start_time: "1970-01-01T00:00:00.000Z",
    });
    expect(profile.controls[2].results[0]).toMatchObject({ status: "skipped", skip_message: "not told" });
  });
});
