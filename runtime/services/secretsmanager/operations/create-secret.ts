import { randomInt, randomUUID } from "node:crypto";
import type { CreateSecretRequest, CreateSecretResponse } from "@aws-sdk/client-secrets-manager";
import type { Operation } from "../../../kernel/service.ts";
import { refuseMembers } from "../../../protocol/refuse-members.ts";
import { checkToken } from "../client-token.ts";
import { secretErrors } from "../errors.ts";
import { readValue } from "../secret-value.ts";
import { type Secrets, seekSecret } from "../secrets.ts";
import type { Secret } from "../state.ts";
import { addTags } from "../tags.ts";
import { addVersion, CURRENT, keep, putVersion, sealFor, versionOf } from "../versions.ts";

const NOT_EMULATED = ["AddReplicaRegions", "ForceOverwriteReplicaSecret", "Type"];

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html */
export function createSecret(secrets: Secrets): Operation<CreateSecretRequest, CreateSecretResponse> {
  return async (input, { caller }) => {
    refuseMembers(input, NOT_EMULATED, { code: "InvalidParameterException" });
    const name = input.Name ?? "";
    if (!/^[\w/+=.@!-]{1,512}$/.test(name)) throw secretErrors.name();
    const token = checkToken(input.ClientRequestToken ?? randomUUID());
    const value = readValue(input);
    const known = existing(secrets, name, token);
    if (known !== undefined && value !== undefined)
      await putVersion(secrets, known, { token, value, stages: [CURRENT], caller });
    if (known !== undefined) return { ARN: known.arn, Name: name, VersionId: token };
    const secret = newSecret(secrets, input);
    if (value === undefined) return { ARN: keep(secrets, secret).arn, Name: name };
    const sealed = await sealFor(secrets, secret, { token, value, stages: [CURRENT], caller });
    // Another request may have made it meanwhile.
    if (seekSecret(secrets, name) !== undefined) throw secretErrors.secretExists(name);
    addVersion(secrets, secret, { versionId: token, stages: [CURRENT], sealed });
    return { ARN: secret.arn, Name: name, VersionId: token };
  };
}

/** The secret that an earlier call with the same token made. */
function existing(secrets: Secrets, name: string, token: string): Secret | undefined {
  const secret = seekSecret(secrets, name);
  if (secret === undefined) return undefined;
  if (secret.deletion !== undefined) throw secretErrors.nameScheduled();
  if (versionOf(secret, token) === undefined) throw secretErrors.secretExists(name);
  return secret;
}

function newSecret({ runtime }: Secrets, input: CreateSecretRequest): Secret {
  const name = input.Name ?? "";
  const nowMs = runtime.clock.now();
  return {
    name,
    arn: `arn:aws:secretsmanager:${runtime.region}:${runtime.accountId}:secret:${name}-${randomSuffix()}`,
    ...(input.Description === undefined ? {} : { description: input.Description }),
    ...(input.KmsKeyId === undefined ? {} : { keyId: input.KmsKeyId }),
    createdMs: nowMs,
    changedMs: nowMs,
    tags: addTags({}, input.Tags),
    versions: [],
  };
}

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** So that a secret that is deleted and made again is not taken for the first. */
function randomSuffix(): string {
  return Array.from({ length: 6 }, () => LETTERS.charAt(randomInt(LETTERS.length))).join("");
}
