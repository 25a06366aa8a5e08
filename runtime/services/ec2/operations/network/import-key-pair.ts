import type { ImportKeyPairCommandInput, ImportKeyPairCommandOutput } from "@aws-sdk/client-ec2";
import type { Ec2 } from "../../context.ts";
import { ec2Operation } from "../../ec2-operation.ts";
import { readPublicKey, storeKeyPair, toKeyPairInfo } from "../../key-pairs.ts";
import { specifiedTags } from "../../tags.ts";

/** Takes a public key in the OpenSSH format. */
export const importKeyPair = (ec2: Ec2) =>
  ec2Operation<ImportKeyPairCommandInput, ImportKeyPairCommandOutput>(
    ["KeyName", "PublicKeyMaterial", "TagSpecifications"],
    (input, context) => {
      const { KeyName: keyName = "", PublicKeyMaterial: bytes = new Uint8Array() } = input;
      const tags = specifiedTags(input.TagSpecifications, "key-pair");
      const material = readPublicKey(Buffer.from(bytes).toString());
      const pair = storeKeyPair(ec2, { keyName, tags, material, caller: context.caller });
      const { KeyPairId, KeyFingerprint, Tags } = toKeyPairInfo(ec2, pair);
      return { KeyName: keyName, KeyPairId, KeyFingerprint, Tags };
    },
  );
