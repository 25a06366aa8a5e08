import { CelEngine, TemplateFile } from "@aws/cloudformation-validate";

/** One thing that AWS's own rules say about a template. */
export interface Finding {
  readonly severity: string;
  readonly rule: string;
  readonly resource: string;
  readonly message: string;
}

const SERIOUS = new Set(["FATAL", "ERROR"]);

/**
 * Checks a CloudFormation template with AWS's resource schemas and rules, offline (about three seconds). Answers
 * every finding above the informational ones; throws when the template could not be checked whole.
 */
export function validateTemplate(file: string): readonly Finding[] {
  const engine = new CelEngine();
  try {
    const report = engine.validateStandard(new TemplateFile(file), { severityLevel: "WARN" });
    if (report.status !== "OK") throw new Error(`${file} could not be checked whole: ${report.status}`);
    return report.diagnostics.map(({ severity, ruleId, entity, propertyPath, message }) => ({
      severity,
      rule: ruleId,
      resource: [entity?.logicalId, propertyPath].filter(Boolean).join(" "),
      message,
    }));
  } finally {
    engine.free();
  }
}

/** Whether a deployment of a template with this finding would fail, or create something broken. */
export function isSerious(finding: Finding): boolean {
  return SERIOUS.has(finding.severity);
}
