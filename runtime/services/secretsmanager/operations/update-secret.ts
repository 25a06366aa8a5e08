import { randomUUID } from "node:crypto";
import type { UpdateSecretRequest, UpdateSecretResponse } from "@aws-sdk/client-secrets-manager";
import type { Operation } from "../../../kernel/service.ts";
import { refuseMembers } from "../../../protocol/refuse-members.ts";
import { checkToken } from "../client-token.ts";
import { readValue } from "../secret-value.ts";
import { findSecret, type Secrets } from "../secrets.ts";
import type { Secret } from "../state.ts";
import { CURRENT, keep, putVersion } from "../versions.ts";

/**
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecret.html: a value becomes a version of
 * its own, under the new key if there is one; versions that are there keep theirs.
 */
export function updateSecret(secrets: Secrets): Operation<UpdateSecretRequest, UpdateSecretResponse> {
  return async (input, { caller }) => {
    refuseMembers(input, ["Type"], { code: "InvalidParameterException" });
    const secret = findSecret(secrets, input.SecretId);
    const token = checkToken(input.ClientRequestToken ?? randomUUID());
    const value = readValue(input);
    const described = withSettings(secret, input);
    const { arn: ARN, name: Name } = secret;
    if (value === undefined) {
      keep(secrets, { ...described, changedMs: secrets.runtime.clock.now() });
      return { ARN, Name };
    }
    const changed = await putVersion(secrets, described, { token, value, stages: [CURRENT], caller });
    keep(secrets, withSettings(changed, input));
    return { ARN, Name, VersionId: token };
  };
}

function withSettings(secret: Secret, { Description, KmsKeyId }: UpdateSecretRequest): Secret {
  return {
    ...secret,
    ...(Description === undefined ? {} : { description: Description }),
    ...(KmsKeyId === undefined ? {} : { keyId: KmsKeyId }),
  };
}
