import { PublishCommand, type SNSClient } from "@aws-sdk/client-sns";
import { GetParametersCommand, type SSMClient } from "@aws-sdk/client-ssm";
import type { ApplicationRegistration } from "../../core/config/environment-configuration.ts";
import { type Finding, severityOf, sortFindings } from "../../core/findings.ts";
import type { Release } from "../../core/release/release.ts";
import type { ValidationResult } from "../../core/stage-results.ts";

export interface FindingsTools {
  readonly sns: SNSClient;
  readonly ssm: SSMClient;
  readonly findingsTopicArn: string;
}

/** As many findings as a notification names; the ledger and the report hold them all. */
const NOTIFIED_FINDINGS = 50;

/** Tells the team that owns the application what the validation found; nothing is sent when it found nothing. */
export async function notifyTeam(
  tools: FindingsTools,
  release: Release,
  validation: ValidationResult,
): Promise<void> {
  if (validation.findings.length === 0) return;
  const owner = await readOwner(tools.ssm, release.application);
  const { application, environment, version, id } = release;
  const findings = sortFindings(validation.findings).slice(0, NOTIFIED_FINDINGS).map(withSeverity);
  const message = {
    schema: "repave.findings/v1",
    release: id,
    application,
    environment,
    version,
    ...owner,
    passed: validation.passed,
    counts: validation.counts,
    findings,
    reports: validation.reports,
  };
  await tools.sns.send(
    new PublishCommand({
      TopicArn: tools.findingsTopicArn,
      Subject: `repave: ${validation.findings.length} findings in ${application} (${environment})`.slice(
        0,
        100,
      ),
      Message: JSON.stringify(message),
      MessageAttributes: { team: { DataType: "String", StringValue: owner.team } },
    }),
  );
}

function withSeverity(finding: Finding): Finding & { readonly severity: string } {
  return { ...finding, severity: severityOf(finding.impact) };
}

async function readOwner(ssm: SSMClient, application: string): Promise<ApplicationRegistration> {
  const { Parameters = [] } = await ssm.send(
    new GetParametersCommand({ Names: [`/repave/applications/${application}`] }),
  );
  const value = Parameters[0]?.Value;
  return value === undefined
    ? { team: "unknown", contact: "unknown" }
    : (JSON.parse(value) as ApplicationRegistration);
}
