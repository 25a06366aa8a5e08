import { ControlsFailed } from "../../../core/errors.ts";
import { isAtGate, sortFindings } from "../../../core/findings.ts";
import type { StoredObject, ValidationResult } from "../../../core/stage-results.ts";
import { FailedWithOutput } from "../../failure.ts";
import { readManifest } from "../../image/read-image.ts";
import { joinKey, putObject } from "../../image/store-image.ts";
import type { StageWork } from "../../platform.ts";
import { type Audit, createAudit } from "./audit.ts";
import { awaitServing } from "./await-serving.ts";
import { countControls, type Evaluation, evaluate, findingsOf } from "./evaluate.ts";
import { gatherInstanceFacts } from "./gather-instance-facts.ts";
import { gatherStackFacts } from "./gather-stack-facts.ts";
import { beginInspections } from "./inspect-instances.ts";
import { type InstanceFacts, instanceControls } from "./instance-controls.ts";
import { createReport, type ReportSource } from "./report.ts";
import { type StackFacts, stackControls } from "./stack-controls.ts";

const profiles = {
  instance: { name: "repave-instance", title: "Baseline of an instance" },
  stack: { name: "repave-stack", title: "Baseline of the services of a stack" },
} as const;

/**
 * Audits a new colour: the baseline controls on every instance and on the stack, a report each. Findings at or above
 * the gate fail the stage, with the findings as its output.
 */
export async function validate(stage: StageWork<"validate">): Promise<ValidationResult> {
  const startedAt = new Date();
  const work = createAudit(stage);
  await awaitServing(work);
  const [instances, stack] = await gatherFacts(work);
  const reports = evaluateAll({ work, instances, stack, startedAt });
  const evaluations = reports.map(({ evaluation }) => evaluation);
  const stored = await Promise.all(reports.map((report) => storeReport(work, report)));
  return judge(work, evaluations, stored);
}

/** The inspections alone first: they take longest, and begin before anything else is asked for. */
async function gatherFacts(work: Audit): Promise<[readonly InstanceFacts[], StackFacts]> {
  const { image, stack } = work.request.payload;
  const ids = stack.instances.map(({ id }) => id);
  const readInspections = await beginInspections(work, ids);
  const manifest = readManifest(work.clients, image.id);
  const [instanceFacts, stackFacts] = await Promise.all([
    gatherInstanceFacts({ work, manifest, readInspections }),
    gatherStackFacts(work, manifest),
    work.requireNew(),
  ]);
  return [instanceFacts, stackFacts];
}

interface FactsToEvaluate {
  readonly work: Audit;
  readonly instances: readonly InstanceFacts[];
  readonly stack: StackFacts;
  readonly startedAt: Date;
}

function evaluateAll({ work, instances, stack, startedAt }: FactsToEvaluate): readonly ReportSource[] {
  const { loadBalancer } = work.request.payload.stack;
  const durationSeconds = (Date.now() - startedAt.getTime()) / 1000;
  return [
    ...instances.map((facts) => ({
      evaluation: evaluate(facts.id, instanceControls, facts),
      profile: profiles.instance,
      platform: facts.inspection.system,
      ...{ startedAt, durationSeconds },
    })),
    {
      evaluation: evaluate(loadBalancer.arn, stackControls, stack),
      profile: profiles.stack,
      platform: { name: "aws", release: work.request.region },
      ...{ startedAt, durationSeconds },
    },
  ];
}

async function storeReport({ clients, request }: Audit, report: ReportSource): Promise<StoredObject> {
  const { bucket, prefix } = request.payload.reports;
  const isStack = report.profile === profiles.stack;
  const place = { bucket, key: joinKey(prefix, `${isStack ? "stack" : report.evaluation.resource}.json`) };
  await putObject(clients.s3, { place, body: createReport(report), contentType: "application/json" });
  return place;
}

function judge(
  { request, progress }: Audit,
  evaluations: readonly Evaluation[],
  reports: readonly StoredObject[],
): ValidationResult {
  const { gate } = request.payload;
  const findings = sortFindings(evaluations.flatMap(findingsOf));
  const counts = countControls(evaluations);
  const atGate = findings.filter((finding) => isAtGate(finding, gate));
  progress.say(`${counts.passed} controls passed, ${counts.failed} failed, ${counts.skipped} skipped`);
  for (const { control, resource, message } of findings)
    progress.say(`${control} on ${resource}: ${message}`);
  const result = { passed: atGate.length === 0, counts, findings, reports };
  if (result.passed) return result;
  const lines = atGate.map(
    ({ control, title, resource, message }) => `${control} ${title} (${resource}): ${message}`,
  );
  const text = `${atGate.length} ${atGate.length === 1 ? "finding" : "findings"} at or above the gate of ${gate}:\n${lines.join("\n")}`;
  throw new FailedWithOutput(new ControlsFailed(text), result);
}
