import type { DeleteSecretRequest, DeleteSecretResponse } from "@aws-sdk/client-secrets-manager";
import type { Operation } from "../../../kernel/service.ts";
import { secretErrors } from "../errors.ts";
import { eraseSecret, findSecret, type Secrets, seekSecret } from "../secrets.ts";

const DAY_MS = 86_400_000;
const DEFAULT_WINDOW_DAYS = 30;

/**
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteSecret.html: after its recovery window, or
 * at once; to delete one at once that is not there is no error.
 */
export function deleteSecret(secrets: Secrets): Operation<DeleteSecretRequest, DeleteSecretResponse> {
  return (input) => (input.ForceDeleteWithoutRecovery ? deleteNow(secrets, input) : schedule(secrets, input));
}

function deleteNow(secrets: Secrets, input: DeleteSecretRequest): DeleteSecretResponse {
  if (input.RecoveryWindowInDays !== undefined)
    throw secretErrors.invalidParameter(
      "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.",
    );
  const DeletionDate = new Date(secrets.runtime.clock.now());
  const secret = seekSecret(secrets, input.SecretId ?? "");
  if (secret === undefined) return { Name: input.SecretId, DeletionDate };
  eraseSecret(secrets, secret);
  return { ARN: secret.arn, Name: secret.name, DeletionDate };
}

function schedule(secrets: Secrets, input: DeleteSecretRequest): DeleteSecretResponse {
  const days = input.RecoveryWindowInDays ?? DEFAULT_WINDOW_DAYS;
  if (!Number.isInteger(days) || days < 7 || days > 30)
    throw secretErrors.invalidParameter(
      "The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).",
    );
  const secret = findSecret(secrets, input.SecretId);
  const requestedMs = secrets.runtime.clock.now();
  const dueMs = requestedMs + days * DAY_MS;
  secrets.state.secrets.put(secret.name, { ...secret, deletion: { requestedMs, dueMs } });
  return { ARN: secret.arn, Name: secret.name, DeletionDate: new Date(dueMs) };
}
