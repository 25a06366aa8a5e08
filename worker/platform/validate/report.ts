import { digestOf } from "../../../core/json/digest.ts";
import type { ControlResult } from "./control.ts";
import type { EvaluatedControl, Evaluation } from "./evaluate.ts";

const profileVersion = "1.0.0";

export interface ReportSource {
  readonly evaluation: Evaluation;
  readonly profile: { readonly name: string; readonly title: string };
  readonly platform: { readonly name: string; readonly release: string };
  readonly startedAt: Date;
  readonly durationSeconds: number;
}

/**
 * A report in the shape of InSpec's JSON reporter (https://docs.chef.io/inspec/reporters/), so that what reads InSpec's
 * reports reads these. `version` is that of these controls, for it is not InSpec that ran them.
 */
export function createReport(source: ReportSource): string {
  const { evaluation, platform, durationSeconds } = source;
  const report = {
    platform: { ...platform, target_id: evaluation.resource },
    profiles: [profileOf(source)],
    statistics: { duration: durationSeconds },
    version: profileVersion,
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

function profileOf({ evaluation, profile, startedAt }: ReportSource) {
  const controls = evaluation.controls.map((evaluated) => controlOf(evaluated, startedAt));
  return {
    ...profile,
    version: profileVersion,
    sha256: digestOf(evaluation.controls.map(({ control }) => control)),
    maintainer: "repave",
    summary: profile.title,
    license: "Apache-2.0",
    supports: [],
    attributes: [],
    groups: [{ id: profile.name, title: profile.title, controls: controls.map(({ id }) => id) }],
    controls,
    status: "loaded",
    status_message: "",
  };
}

function controlOf({ control, results, seconds }: EvaluatedControl, startedAt: Date) {
  const { id, title, description, impact, tags } = control;
  return {
    id,
    title,
    desc: description,
    descriptions: [{ label: "default", data: description }],
    impact,
    refs: [],
    tags,
    code: "",
    source_location: { line: 0, ref: "" },
    waiver_data: {},
    results: results.map((result) => resultOf({ result, seconds, startedAt })),
  };
}

interface ResultSource {
  readonly result: ControlResult;
  readonly seconds: number;
  readonly startedAt: Date;
}

function resultOf({ result, seconds, startedAt }: ResultSource) {
  const { status, description, message } = result;
  return {
    status,
    code_desc: description,
    run_time: seconds,
    start_time: startedAt.toISOString(),
    ...(message === undefined ? {} : { [status === "skipped" ? "skip_message" : "message"]: message }),
  };
}
