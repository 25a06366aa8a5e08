/** One failed control. `impact` is InSpec's: 0 (none) to 1 (critical). */
export interface Finding {
  readonly control: string;
  readonly title: string;
  readonly impact: number;
  /** What was looked at: an instance id, an ARN, a bucket. */
  readonly resource: string;
  readonly message: string;
}

export interface FindingCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** Whether a finding fails the release: its impact is at or above the gate. */
export function isAtGate(finding: Pick<Finding, "impact">, gate: number): boolean {
  return finding.impact >= gate;
}

/** The severity gate: a release passes when no finding reaches it. */
export function passesGate(findings: readonly Pick<Finding, "impact">[], gate: number): boolean {
  return !findings.some((finding) => isAtGate(finding, gate));
}

export type Severity = "none" | "low" | "medium" | "high" | "critical";

const severityFloors: readonly (readonly [number, Severity])[] = [
  [0.9, "critical"],
  [0.7, "high"],
  [0.4, "medium"],
  [0.01, "low"],
];

/** InSpec's word for an impact: critical from 0.9, high from 0.7, medium from 0.4, low above 0. */
export function severityOf(impact: number): Severity {
  return severityFloors.find(([floor]) => impact >= floor)?.[1] ?? "none";
}

/** The worst first; equal impacts by control and resource, so that the order never depends on chance. */
export function sortFindings(findings: readonly Finding[]): readonly Finding[] {
  return [...findings].sort(
    (one, other) =>
      other.impact - one.impact ||
      compareText(one.control, other.control) ||
      compareText(one.resource, other.resource),
  );
}

function compareText(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
