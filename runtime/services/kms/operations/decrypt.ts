import type { DecryptRequest, DecryptResponse } from "@aws-sdk/client-kms";
import type { Operation } from "../../../kernel/service.ts";
import { refuseMembers } from "../../../protocol/refuse-members.ts";
import { decryptWith, type EncryptionContext, parseCiphertext } from "../ciphertext.ts";
import { kmsErrors } from "../errors.ts";
import { findUsableKey, type Kms } from "../key-registry.ts";
import type { KeyState } from "../key-state.ts";
import { checkAlgorithm } from "../request-rules.ts";

/** Decrypts what any generation of the key's material encrypted, when the encryption context is the same. */
export function decrypt(kms: Kms): Operation<DecryptRequest, DecryptResponse> {
  return (input) => {
    checkAlgorithm(input.EncryptionAlgorithm);
    refuseMembers(input, ["Recipient"], { code: "UnsupportedOperationException" });
    const { key, plain, materialId } = openCiphertext(kms, {
      blob: input.CiphertextBlob,
      keyId: input.KeyId,
      context: input.EncryptionContext,
    });
    if (input.DryRun) throw kmsErrors.dryRun();
    return {
      Plaintext: plain,
      KeyId: key.arn,
      EncryptionAlgorithm: "SYMMETRIC_DEFAULT",
      KeyMaterialId: materialId,
    };
  };
}

export interface SealedRequest {
  readonly blob: Uint8Array | undefined;
  /** The key that the caller expects; another one is an IncorrectKeyException. */
  readonly keyId: string | undefined;
  readonly context: EncryptionContext | undefined;
}

/** Opens a ciphertext; shared by Decrypt and ReEncrypt. */
export function openCiphertext(
  kms: Kms,
  request: SealedRequest,
): Readonly<{ key: KeyState; plain: Buffer; materialId: string }> {
  const expected = request.keyId === undefined ? undefined : findUsableKey(kms, request.keyId);
  const parsed = parseCiphertext(request.blob);
  if (expected !== undefined && expected.id !== parsed.keyId) throw kmsErrors.incorrectKey();
  if (!kms.keys.has(parsed.keyId)) throw kmsErrors.invalidCiphertext();
  const key = expected ?? findUsableKey(kms, parsed.keyId);
  const plain = decryptWith(kms.ring, { key, parsed, context: request.context });
  return { key, plain, materialId: parsed.materialId };
}
