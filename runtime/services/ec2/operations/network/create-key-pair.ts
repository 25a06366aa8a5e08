import type { CreateKeyPairCommandInput, CreateKeyPairCommandOutput } from "@aws-sdk/client-ec2";
import { AwsError } from "../../../../protocol/aws-error.ts";
import type { Ec2 } from "../../context.ts";
import { ec2Operation } from "../../ec2-operation.ts";
import { makeKeyPair, storeKeyPair, toKeyPairInfo } from "../../key-pairs.ts";
import { specifiedTags } from "../../tags.ts";

/** Makes a key pair; the private key is answered once and not kept. */
export const createKeyPair = (ec2: Ec2) =>
  ec2Operation<CreateKeyPairCommandInput, CreateKeyPairCommandOutput>(
    ["KeyName", "KeyType", "KeyFormat", "TagSpecifications"],
    (input, context) => {
      const { KeyName: keyName = "", KeyType: keyType = "rsa" } = input;
      if (input.KeyFormat === "ppk")
        throw new AwsError("UnsupportedOperation", "EC2: not emulated: KeyFormat ppk");
      const { privateKey, ...material } = makeKeyPair(keyType === "ed25519" ? "ed25519" : "rsa");
      const tags = specifiedTags(input.TagSpecifications, "key-pair");
      const pair = storeKeyPair(ec2, { keyName, tags, material, caller: context.caller });
      const { KeyPairId, KeyFingerprint, Tags } = toKeyPairInfo(ec2, pair);
      return { KeyName: keyName, KeyMaterial: privateKey, KeyPairId, KeyFingerprint, Tags };
    },
  );
