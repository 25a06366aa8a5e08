import type { CreateKeyRequest, CreateKeyResponse } from "@aws-sdk/client-kms";
import type { Operation } from "../../../kernel/service.ts";
import { refuseMembers } from "../../../protocol/refuse-members.ts";
import { kmsErrors } from "../errors.ts";
import { keyMetadata } from "../key-metadata.ts";
import { checkPolicy } from "../key-policy.ts";
import { addKey, type Kms } from "../key-registry.ts";
import { tagsFromList } from "../tags.ts";

const ONLY_VALUES = [
  ["KeySpec", "SYMMETRIC_DEFAULT"],
  ["CustomerMasterKeySpec", "SYMMETRIC_DEFAULT"],
  ["KeyUsage", "ENCRYPT_DECRYPT"],
  ["Origin", "AWS_KMS"],
] as const;

/** A new symmetric key whose material never leaves the runtime unwrapped. */
export function createKey(kms: Kms): Operation<CreateKeyRequest, CreateKeyResponse> {
  return (input) => {
    refuseMembers(input, ["CustomKeyStoreId", "MultiRegion", "XksKeyId"], {
      code: "UnsupportedOperationException",
    });
    for (const [name, only] of ONLY_VALUES) {
      if ((input[name] ?? only) === only) continue;
      throw kmsErrors.unsupported(`${name} ${input[name]} is not emulated; only ${only} is.`);
    }
    if (input.Policy !== undefined) checkPolicy(input.Policy);
    const description = input.Description ?? "";
    if (description.length > 8192)
      throw kmsErrors.validation("Description must have at most 8192 characters.");
    const tags = tagsFromList(input.Tags ?? []);
    const key = addKey(kms, { manager: "CUSTOMER", description, tags, policy: input.Policy });
    return { KeyMetadata: keyMetadata(kms, key) };
  };
}
