import { randomBytes } from "node:crypto";
import type { GenerateRandomRequest, GenerateRandomResponse } from "@aws-sdk/client-kms";
import type { Operation } from "../../../kernel/service.ts";
import { refuseMembers } from "../../../protocol/refuse-members.ts";
import { kmsErrors } from "../errors.ts";

/** 1 to 1024 random bytes. */
export function generateRandom(): Operation<GenerateRandomRequest, GenerateRandomResponse> {
  return (input) => {
    refuseMembers(input, ["Recipient", "CustomKeyStoreId"], { code: "UnsupportedOperationException" });
    const bytes = input.NumberOfBytes ?? 0;
    if (bytes < 1 || bytes > 1024)
      throw kmsErrors.validation(`NumberOfBytes must be 1 to 1024, is ${bytes}.`);
    return { Plaintext: randomBytes(bytes) };
  };
}
