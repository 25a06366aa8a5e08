import * as sdk from "@aws-sdk/client-kms";
import type { ServiceFactory } from "../../kernel/service.ts";
import { machineKey } from "../../storage/machine-key.ts";
import type { Collection } from "../../storage/store.ts";
import { currentMaterial } from "./ciphertext.ts";
import type { Kms } from "./key-registry.ts";
import { createKeyRing, type KeyRing } from "./key-ring.ts";
import type { AliasState, GrantState, KeyState } from "./key-state.ts";
import { createAlias, deleteAlias, listAliases, updateAlias } from "./operations/aliases.ts";
import { disableKey, enableKey, updateKeyDescription } from "./operations/change-key.ts";
import { createKey } from "./operations/create-key.ts";
import { decrypt } from "./operations/decrypt.ts";
import { describeKey, listKeys } from "./operations/describe-keys.ts";
import { encrypt } from "./operations/encrypt.ts";
import { generateDataKey, generateDataKeyWithoutPlaintext } from "./operations/generate-data-key.ts";
import { generateRandom } from "./operations/generate-random.ts";
import {
  createGrant,
  listGrants,
  listRetirableGrants,
  retireGrant,
  revokeGrant,
} from "./operations/grants.ts";
import { armDeletion, cancelKeyDeletion, scheduleKeyDeletion } from "./operations/key-deletion.ts";
import { getKeyPolicy, listKeyPolicies, putKeyPolicy } from "./operations/key-policies.ts";
import { reEncrypt } from "./operations/re-encrypt.ts";
import {
  disableKeyRotation,
  enableKeyRotation,
  getKeyRotationStatus,
  listKeyRotations,
  rotateKeyOnDemand,
} from "./operations/rotation.ts";
import { listResourceTags, tagResource, untagResource } from "./operations/tags.ts";

/** AWS KMS with symmetric keys. Key material is on disk only wrapped by the machine's key, and in memory in plain. */
export const createKms: ServiceFactory = (runtime) => {
  const keys = runtime.store.collection<KeyState>("kms.keys");
  const ring = createKeyRing(machineKey(runtime.dataDir, "kms"));
  checkMachineKey(ring, keys);
  const kms: Kms = {
    runtime,
    keys,
    ring,
    aliases: runtime.store.collection<AliasState>("kms.aliases"),
    grants: runtime.store.collection<GrantState>("kms.grants"),
  };
  return {
    signingName: "kms",
    protocol: "awsJson1.1",
    sdk,
    operations: {
      CancelKeyDeletion: cancelKeyDeletion(kms),
      CreateAlias: createAlias(kms),
      CreateGrant: createGrant(kms),
      CreateKey: createKey(kms),
      Decrypt: decrypt(kms),
      DeleteAlias: deleteAlias(kms),
      DescribeKey: describeKey(kms),
      DisableKey: disableKey(kms),
      DisableKeyRotation: disableKeyRotation(kms),
      EnableKey: enableKey(kms),
      EnableKeyRotation: enableKeyRotation(kms),
      Encrypt: encrypt(kms),
      GenerateDataKey: generateDataKey(kms),
      GenerateDataKeyWithoutPlaintext: generateDataKeyWithoutPlaintext(kms),
      GenerateRandom: generateRandom(),
      GetKeyPolicy: getKeyPolicy(kms),
      GetKeyRotationStatus: getKeyRotationStatus(kms),
      ListAliases: listAliases(kms),
      ListGrants: listGrants(kms),
      ListKeyPolicies: listKeyPolicies(kms),
      ListKeyRotations: listKeyRotations(kms),
      ListKeys: listKeys(kms),
      ListResourceTags: listResourceTags(kms),
      ListRetirableGrants: listRetirableGrants(kms),
      PutKeyPolicy: putKeyPolicy(kms),
      ReEncrypt: reEncrypt(kms),
      RetireGrant: retireGrant(kms),
      RevokeGrant: revokeGrant(kms),
      RotateKeyOnDemand: rotateKeyOnDemand(kms),
      ScheduleKeyDeletion: scheduleKeyDeletion(kms),
      TagResource: tagResource(kms),
      UntagResource: untagResource(kms),
      UpdateAlias: updateAlias(kms),
      UpdateKeyDescription: updateKeyDescription(kms),
    },
    start() {
      for (const key of keys.values()) armDeletion(kms, key);
    },
  };
};

/** Fails at the start rather than at the first decryption when the machine's key is not the one that wrapped the keys. */
function checkMachineKey(ring: KeyRing, keys: Collection<KeyState>): void {
  const [first] = keys.values();
  if (first === undefined) return;
  try {
    ring.unwrap(currentMaterial(first));
  } catch (cause) {
    const message =
      "machine.key is not the key that this folder's KMS keys are wrapped with. Restore it, or reset.";
    throw new Error(message, { cause });
  }
}
