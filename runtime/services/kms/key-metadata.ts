import type { KeyMetadata } from "@aws-sdk/client-kms";
import { currentMaterial } from "./ciphertext.ts";
import type { Kms } from "./key-registry.ts";
import type { KeyState } from "./key-state.ts";

/** A key as DescribeKey shows it. */
export function keyMetadata(kms: Kms, key: KeyState): KeyMetadata {
  return {
    AWSAccountId: kms.runtime.accountId,
    KeyId: key.id,
    Arn: key.arn,
    CreationDate: new Date(key.createdMs),
    Enabled: key.state === "Enabled",
    Description: key.description,
    KeyUsage: "ENCRYPT_DECRYPT",
    KeyState: key.state,
    Origin: "AWS_KMS",
    KeyManager: key.manager,
    CustomerMasterKeySpec: "SYMMETRIC_DEFAULT",
    KeySpec: "SYMMETRIC_DEFAULT",
    EncryptionAlgorithms: ["SYMMETRIC_DEFAULT"],
    MultiRegion: false,
    CurrentKeyMaterialId: currentMaterial(key).id,
    ...(key.deletionMs === undefined ? {} : { DeletionDate: new Date(key.deletionMs) }),
  };
}
