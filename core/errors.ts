/**
 * The errors that Lambda functions throw and workers report. A class's `name` is what the state machine matches in
 * `ErrorEquals`, so a name here is part of the contract with statemachine/release.asl.json (and written out: a
 * bundler may shorten the class's own). Messages say what was
 * expected, what came and what to do; they go into the execution's history, so they never hold a secret.
 */
/** A configuration breaks its schema. The message lists every problem, one a line. */
export class ConfigurationInvalid extends Error {
  override readonly name = "ConfigurationInvalid";
}
/** A configuration object or parameter that the release refers to is not there. */
export class ConfigurationMissing extends Error {
  override readonly name = "ConfigurationMissing";
}
/** The merged configuration breaks a rule of the environment. The message names rule and path, one a line. */
export class RuleViolated extends Error {
  override readonly name = "RuleViolated";
}
/** The application's archive is not in the bucket. */
export class ArtifactMissing extends Error {
  override readonly name = "ArtifactMissing";
}
/** The application's archive is not the one that the release message names. */
export class ArtifactDigestMismatch extends Error {
  override readonly name = "ArtifactDigestMismatch";
}
/** Another release bakes the same recipe now. Transient: its image can be reused soon. */
export class RecipeBusy extends Error {
  override readonly name = "RecipeBusy";
}
/** No tooling instance runs at the moment. Transient: its auto scaling group replaces it. */
export class ToolingUnavailable extends Error {
  override readonly name = "ToolingUnavailable";
}
/** The worker's command ended without an answer. Transient: a retry starts the command again. */
export class WorkerLost extends Error {
  override readonly name = "WorkerLost";
}
/** The image could not be made. */
export class BakeFailed extends Error {
  override readonly name = "BakeFailed";
}
/** The stack could not be made. */
export class ProvisionFailed extends Error {
  override readonly name = "ProvisionFailed";
}
/** The new instances run but do not become healthy, or end at once. */
export class InstancesUnhealthy extends Error {
  override readonly name = "InstancesUnhealthy";
}
/** The audit itself could not be carried out. */
export class ValidationFailed extends Error {
  override readonly name = "ValidationFailed";
}
/** Controls at or above the gate failed. */
export class ControlsFailed extends Error {
  override readonly name = "ControlsFailed";
}
/** The new colour does not answer as the application's smoke test expects. */
export class SmokeTestFailed extends Error {
  override readonly name = "SmokeTestFailed";
}
/** The load balancer does not report the weights that were set. */
export class ShiftNotApplied extends Error {
  override readonly name = "ShiftNotApplied";
}
/** Somebody stopped the release, or it ran out of time. */
export class ReleaseAborted extends Error {
  override readonly name = "ReleaseAborted";
}
/** A record of the ledger was added by somebody else at the same moment, again and again. Transient. */
export class LedgerBusy extends Error {
  override readonly name = "LedgerBusy";
}
/** The lock of an application and environment changed under us again and again. Transient. */
export class TurnBusy extends Error {
  override readonly name = "TurnBusy";
}

/** Every error of a release by its name; the table is total over the classes above. */
export const releaseErrors = {
  ConfigurationInvalid,
  ConfigurationMissing,
  RuleViolated,
  ArtifactMissing,
  ArtifactDigestMismatch,
  RecipeBusy,
  ToolingUnavailable,
  WorkerLost,
  BakeFailed,
  ProvisionFailed,
  InstancesUnhealthy,
  ValidationFailed,
  ControlsFailed,
  SmokeTestFailed,
  ShiftNotApplied,
  ReleaseAborted,
  LedgerBusy,
  TurnBusy,
} as const;

export type ReleaseErrorName = keyof typeof releaseErrors;

/** What a retry of the same state may cure. */
export const transientErrorNames: readonly ReleaseErrorName[] = [
  "RecipeBusy",
  "ToolingUnavailable",
  "WorkerLost",
  "LedgerBusy",
  "TurnBusy",
];

/** True for the names of errors that a retry of the same state may cure. */
export function isTransientError(name: string): boolean {
  return (transientErrorNames as readonly string[]).includes(name);
}
