import { randomBytes } from "node:crypto";
import type {
  GenerateDataKeyRequest,
  GenerateDataKeyResponse,
  GenerateDataKeyWithoutPlaintextRequest,
  GenerateDataKeyWithoutPlaintextResponse,
} from "@aws-sdk/client-kms";
import { ownEntry } from "../../../kernel/own-entry.ts";
import type { Operation } from "../../../kernel/service.ts";
import { refuseMembers } from "../../../protocol/refuse-members.ts";
import { currentMaterial, encryptUnder } from "../ciphertext.ts";
import { kmsErrors } from "../errors.ts";
import { findUsableKey, type Kms } from "../key-registry.ts";

const SPEC_BYTES: Readonly<Record<string, number>> = { AES_128: 16, AES_256: 32 };

/** A new data key, in plain and encrypted under the key. */
export function generateDataKey(kms: Kms): Operation<GenerateDataKeyRequest, GenerateDataKeyResponse> {
  return (input) => {
    refuseMembers(input, ["Recipient"], { code: "UnsupportedOperationException" });
    const plain = randomBytes(dataKeyBytes(input));
    const key = findUsableKey(kms, input.KeyId);
    if (input.DryRun) throw kmsErrors.dryRun();
    const CiphertextBlob = encryptUnder(kms.ring, { key, plain, context: input.EncryptionContext });
    return { CiphertextBlob, Plaintext: plain, KeyId: key.arn, KeyMaterialId: currentMaterial(key).id };
  };
}

/** A new data key for later use, encrypted only. */
export function generateDataKeyWithoutPlaintext(
  kms: Kms,
): Operation<GenerateDataKeyWithoutPlaintextRequest, GenerateDataKeyWithoutPlaintextResponse> {
  const generate = generateDataKey(kms);
  return async (input, context) => {
    const { CiphertextBlob, KeyId, KeyMaterialId } = await generate(input, context);
    return { CiphertextBlob, KeyId, KeyMaterialId };
  };
}

function dataKeyBytes(input: Pick<GenerateDataKeyRequest, "KeySpec" | "NumberOfBytes">): number {
  if ((input.KeySpec === undefined) === (input.NumberOfBytes === undefined)) {
    throw kmsErrors.validation("Please specify either number of bytes or key spec, and not both.");
  }
  const bytes = input.NumberOfBytes ?? ownEntry(SPEC_BYTES, input.KeySpec ?? "");
  if (bytes === undefined)
    throw kmsErrors.validation(`KeySpec must be AES_128 or AES_256, is ${input.KeySpec}.`);
  if (bytes < 1 || bytes > 1024) throw kmsErrors.validation(`NumberOfBytes must be 1 to 1024, is ${bytes}.`);
  return bytes;
}
