import type { ReEncryptRequest, ReEncryptResponse } from "@aws-sdk/client-kms";
import type { Operation } from "../../../kernel/service.ts";
import { refuseMembers } from "../../../protocol/refuse-members.ts";
import { currentMaterial, encryptUnder } from "../ciphertext.ts";
import { kmsErrors } from "../errors.ts";
import { findUsableKey, type Kms } from "../key-registry.ts";
import { checkAlgorithm } from "../request-rules.ts";
import { openCiphertext } from "./decrypt.ts";

/** Decrypts and encrypts again under another key or context, without the plain bytes leaving KMS. */
export function reEncrypt(kms: Kms): Operation<ReEncryptRequest, ReEncryptResponse> {
  return (input) => {
    checkAlgorithm(input.SourceEncryptionAlgorithm);
    checkAlgorithm(input.DestinationEncryptionAlgorithm);
    refuseMembers(input, ["DryRunModifiers"], { code: "UnsupportedOperationException" });
    const source = openCiphertext(kms, {
      blob: input.CiphertextBlob,
      keyId: input.SourceKeyId,
      context: input.SourceEncryptionContext,
    });
    const key = findUsableKey(kms, input.DestinationKeyId);
    if (input.DryRun) throw kmsErrors.dryRun();
    const context = input.DestinationEncryptionContext;
    return {
      CiphertextBlob: encryptUnder(kms.ring, { key, plain: source.plain, context }),
      SourceKeyId: source.key.arn,
      KeyId: key.arn,
      SourceEncryptionAlgorithm: "SYMMETRIC_DEFAULT",
      DestinationEncryptionAlgorithm: "SYMMETRIC_DEFAULT",
      SourceKeyMaterialId: source.materialId,
      DestinationKeyMaterialId: currentMaterial(key).id,
    };
  };
}
