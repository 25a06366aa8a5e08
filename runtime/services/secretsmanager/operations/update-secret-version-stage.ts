import type {
  UpdateSecretVersionStageRequest,
  UpdateSecretVersionStageResponse,
} from "@aws-sdk/client-secrets-manager";
import type { Operation } from "../../../kernel/service.ts";
import { secretErrors } from "../errors.ts";
import { findSecret, type Secrets } from "../secrets.ts";
import type { Secret } from "../state.ts";
import { CURRENT, keep, moveStage, stagedVersion, versionOf } from "../versions.ts";

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecretVersionStage.html */
export function updateSecretVersionStage(
  secrets: Secrets,
): Operation<UpdateSecretVersionStageRequest, UpdateSecretVersionStageResponse> {
  return (input) => {
    const secret = findSecret(secrets, input.SecretId);
    const { VersionStage: stage = "", MoveToVersionId: to } = input;
    checkMove(secret, { ...input, stage });
    const moved = moveStage(secret, { stage, to });
    keep(secrets, { ...moved, changedMs: secrets.runtime.clock.now() });
    return { ARN: secret.arn, Name: secret.name };
  };
}

function checkMove(secret: Secret, move: UpdateSecretVersionStageRequest & { readonly stage: string }): void {
  const { stage, RemoveFromVersionId: from, MoveToVersionId: to } = move;
  if (stage.length < 1 || stage.length > 256)
    throw secretErrors.validation("A staging label has 1 to 256 characters.");
  for (const id of [from, to])
    if (id !== undefined && versionOf(secret, id) === undefined)
      throw secretErrors.valueNotFound(`VersionId: ${id}`);
  const current = stagedVersion(secret, stage)?.id;
  if (from !== undefined && from !== current)
    throw secretErrors.invalidParameter(
      `The parameter RemoveFromVersionId can't be ${from}, because the staging label ${stage} isn't attached to it.`,
    );
  if (to === undefined && (from === undefined || stage === CURRENT))
    throw secretErrors.invalidParameter(
      `You can only move staging label ${stage} to a different secret version. It can't be removed.`,
    );
  if (to !== undefined && current !== undefined && current !== to && from === undefined)
    throw secretErrors.invalidParameter(
      `The parameter RemoveFromVersionId can't be empty. Staging label ${stage} is currently attached to version ${current}, so you must explicitly reference that version in RemoveFromVersionId.`,
    );
}
