import { describe, expect, it } from "vitest";
import { type Finding, passesGate, severityOf, sortFindings } from "../../../core/findings.ts";

const finding = (control: string, impact: number, resource = "i-1"): Finding => ({
  control,
  title: control,
  impact,
  resource,
  message: "failed",
});

describe("passesGate", () => {
  it("fails a release by a finding at the gate and passes it below", () => {
    expect(passesGate([finding("a", 0.69)], 0.7)).toBe(true);
    expect(passesGate([finding("a", 0.1), finding("b", 0.7)], 0.7)).toBe(false);
    expect(passesGate([], 0)).toBe(true);
  });
});

describe("severityOf", () => {
  it.each([
    [1, "critical"],
    [0.9, "critical"],
    [0.7, "high"],
    [0.5, "medium"],
    [0.1, "low"],
    [0, "none"],
  ])("%d → %s", (impact, severity) => {
    expect(severityOf(impact)).toBe(severity);
  });
});

describe("sortFindings", () => {
  it("puts the worst first, then by control and resource", () => {
    const sorted = sortFindings([
      finding("b", 0.5),
      finding("a", 0.5, "i-2"),
      finding("a", 0.5),
      finding("z", 1),
    ]);
    expect(sorted.map(({ control, resource }) => `${control} ${resource}`)).toEqual([
      "z i-1",
      "a i-1",
      "a i-2",
      "b i-1",
    ]);
  });
});
