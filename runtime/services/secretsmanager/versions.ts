import type { Caller } from "../../kernel/caller.ts";
import type { SealedText } from "../../storage/envelope.ts";
import { secretErrors } from "./errors.ts";
import { DEFAULT_KEY, openValue, type SecretValue, sameValue, sealValue } from "./secret-value.ts";
import { findSecret, type Secrets } from "./secrets.ts";
import type { Secret, SecretVersion } from "./state.ts";

export const CURRENT = "AWSCURRENT";
export const PREVIOUS = "AWSPREVIOUS";
const MOST_STAGES = 20;
const MOST_VERSIONS = 100;

export interface NewVersion {
  /** The id that the version gets. */
  readonly token: string;
  readonly value: SecretValue;
  readonly stages: readonly string[];
  readonly caller: Caller;
}

/**
 * Adds a version and moves its stages to it. The same token with the same value again changes nothing; with another
 * value it is refused. https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html
 */
export async function putVersion(secrets: Secrets, secret: Secret, version: NewVersion): Promise<Secret> {
  const { token: versionId, value, stages, caller } = version;
  checkStages(stages);
  if (versionOf(secret, versionId) !== undefined) {
    const known = await openValue(secrets, { secret, versionId, caller });
    if (sameValue(known, value)) return secret;
    throw secretErrors.tokenInUse(versionId, secret.arn);
  }
  const sealed = await sealFor(secrets, secret, version);
  // Sealing asks KMS, and the secret may have changed meanwhile.
  const latest = findSecret(secrets, secret.arn);
  if (versionOf(latest, versionId) !== undefined) return putVersion(secrets, latest, version);
  return addVersion(secrets, latest, { versionId, stages, sealed });
}

/** Seals the value of a version to come, under the secret's key. */
export function sealFor(secrets: Secrets, secret: Secret, version: NewVersion): Promise<SealedText> {
  const { token: versionId, value, caller } = version;
  return sealValue(secrets, {
    arn: secret.arn,
    versionId,
    value,
    keyId: secret.keyId ?? DEFAULT_KEY,
    caller,
  });
}

interface AddedVersion {
  readonly versionId: string;
  readonly stages: readonly string[];
  readonly sealed: SealedText;
}

/** Writes a secret down with one more version. */
export function addVersion(secrets: Secrets, secret: Secret, version: AddedVersion): Secret {
  const { versionId, stages, sealed } = version;
  secrets.state.values.put(`${secret.name}/${versionId}`, sealed);
  const nowMs = secrets.runtime.clock.now();
  const added: SecretVersion = { id: versionId, stages: [], createdMs: nowMs, keyId: sealed.keyId };
  const grown: Secret = { ...secret, changedMs: nowMs, versions: [...secret.versions, added] };
  return keep(
    secrets,
    stages.reduce((changed, stage) => moveStage(changed, { stage, to: versionId }), grown),
  );
}

export function versionOf(secret: Secret, versionId: string): SecretVersion | undefined {
  return secret.versions.find(({ id }) => id === versionId);
}

/** The version that has a stage. */
export function stagedVersion(secret: Secret, stage: string): SecretVersion | undefined {
  return secret.versions.find(({ stages }) => stages.includes(stage));
}

/** A stage is at one version at most; where AWSCURRENT was, AWSPREVIOUS is afterwards. */
export function moveStage(
  secret: Secret,
  { stage, to }: { readonly stage: string; readonly to: string | undefined },
): Secret {
  const from = stagedVersion(secret, stage)?.id;
  if (from === to) return secret;
  const moved = placeStage(secret, stage, to);
  return stage === CURRENT && from !== undefined ? placeStage(moved, PREVIOUS, from) : moved;
}

function placeStage(secret: Secret, stage: string, versionId: string | undefined): Secret {
  const versions = secret.versions.map((version) => {
    const others = version.stages.filter((name) => name !== stage);
    return { ...version, stages: version.id === versionId ? [...others, stage] : others };
  });
  return { ...secret, versions };
}

/** Writes a secret down; of more than a hundred versions the oldest without stages go. */
export function keep(secrets: Secrets, secret: Secret): Secret {
  const surplus = secret.versions.length - MOST_VERSIONS;
  const dropped = secret.versions.filter(({ stages }) => stages.length === 0).slice(0, Math.max(0, surplus));
  for (const { id } of dropped) secrets.state.values.delete(`${secret.name}/${id}`);
  const kept = { ...secret, versions: secret.versions.filter((version) => !dropped.includes(version)) };
  secrets.state.secrets.put(secret.name, kept);
  return kept;
}

function checkStages(stages: readonly string[]): void {
  const invalid = stages.find((stage) => stage.length < 1 || stage.length > 256);
  if (invalid !== undefined) throw secretErrors.validation("A staging label has 1 to 256 characters.");
  if (stages.length > MOST_STAGES)
    throw secretErrors.validation(`A version has at most ${MOST_STAGES} staging labels.`);
}
