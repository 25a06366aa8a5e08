import type { RestoreSecretRequest, RestoreSecretResponse } from "@aws-sdk/client-secrets-manager";
import type { Operation } from "../../../kernel/service.ts";
import { findAnySecret, type Secrets } from "../secrets.ts";

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RestoreSecret.html */
export function restoreSecret(secrets: Secrets): Operation<RestoreSecretRequest, RestoreSecretResponse> {
  return (input) => {
    const { deletion: _deletion, ...secret } = findAnySecret(secrets, input.SecretId);
    secrets.state.secrets.put(secret.name, secret);
    return { ARN: secret.arn, Name: secret.name };
  };
}
