import * as sdk from "@aws-sdk/client-secrets-manager";
import type { ServiceFactory } from "../../kernel/service.ts";
import { batchGetSecretValue } from "./operations/batch-get-secret-value.ts";
import { createSecret } from "./operations/create-secret.ts";
import { deleteSecret } from "./operations/delete-secret.ts";
import { describeSecret } from "./operations/describe-secret.ts";
import { getRandomPassword } from "./operations/get-random-password.ts";
import { getSecretValue } from "./operations/get-secret-value.ts";
import { listSecretVersionIds } from "./operations/list-secret-version-ids.ts";
import { listSecrets } from "./operations/list-secrets.ts";
import { putSecretValue } from "./operations/put-secret-value.ts";
import { restoreSecret } from "./operations/restore-secret.ts";
import { tagResource, untagResource } from "./operations/tags.ts";
import { updateSecret } from "./operations/update-secret.ts";
import { updateSecretVersionStage } from "./operations/update-secret-version-stage.ts";
import type { Secrets } from "./secrets.ts";
import { openSecretsState } from "./state.ts";

/** AWS Secrets Manager: secrets with versions and staging labels, each value sealed under a KMS data key. */
export const createSecretsManager: ServiceFactory = (runtime) => {
  const secrets: Secrets = { runtime, state: openSecretsState(runtime.store) };
  return {
    signingName: "secretsmanager",
    protocol: "awsJson1.1",
    sdk,
    operations: {
      BatchGetSecretValue: batchGetSecretValue(secrets),
      CreateSecret: createSecret(secrets),
      DeleteSecret: deleteSecret(secrets),
      DescribeSecret: describeSecret(secrets),
      GetRandomPassword: getRandomPassword(),
      GetSecretValue: getSecretValue(secrets),
      ListSecretVersionIds: listSecretVersionIds(secrets),
      ListSecrets: listSecrets(secrets),
      PutSecretValue: putSecretValue(secrets),
      RestoreSecret: restoreSecret(secrets),
      TagResource: tagResource(secrets),
      UntagResource: untagResource(secrets),
      UpdateSecret: updateSecret(secrets),
      UpdateSecretVersionStage: updateSecretVersionStage(secrets),
    },
  };
};
