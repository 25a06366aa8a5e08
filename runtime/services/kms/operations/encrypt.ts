import type { EncryptRequest, EncryptResponse } from "@aws-sdk/client-kms";
import type { Operation } from "../../../kernel/service.ts";
import { encryptUnder } from "../ciphertext.ts";
import { kmsErrors } from "../errors.ts";
import { findUsableKey, type Kms } from "../key-registry.ts";
import { checkAlgorithm } from "../request-rules.ts";

const LARGEST_PLAINTEXT_BYTES = 4096;

/** Encrypts up to 4096 bytes under a key, bound to the encryption context. */
export function encrypt(kms: Kms): Operation<EncryptRequest, EncryptResponse> {
  return (input) => {
    checkAlgorithm(input.EncryptionAlgorithm);
    const plain = input.Plaintext ?? new Uint8Array();
    if (plain.length < 1 || plain.length > LARGEST_PLAINTEXT_BYTES) {
      throw kmsErrors.validation(
        `Plaintext must have 1 to ${LARGEST_PLAINTEXT_BYTES} bytes, has ${plain.length}.`,
      );
    }
    const key = findUsableKey(kms, input.KeyId);
    if (input.DryRun) throw kmsErrors.dryRun();
    const CiphertextBlob = encryptUnder(kms.ring, { key, plain, context: input.EncryptionContext });
    return { CiphertextBlob, KeyId: key.arn, EncryptionAlgorithm: "SYMMETRIC_DEFAULT" };
  };
}
