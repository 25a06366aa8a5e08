import type { DeleteKeyPairCommandInput, DeleteKeyPairCommandOutput } from "@aws-sdk/client-ec2";
import type { Ec2 } from "../../context.ts";
import { ec2Operation } from "../../ec2-operation.ts";

/** Forgets a key pair; one that does not exist is no error. */
export const deleteKeyPair = (ec2: Ec2) =>
  ec2Operation<DeleteKeyPairCommandInput, DeleteKeyPairCommandOutput>(["KeyName", "KeyPairId"], (input) => {
    const { KeyName, KeyPairId } = input;
    const pair = [...ec2.state.keyPairs.values()].find(
      (it) => it.keyName === KeyName || it.keyPairId === KeyPairId,
    );
    if (pair === undefined) return { Return: true };
    ec2.state.keyPairs.delete(pair.keyPairId);
    ec2.state.tags.delete(pair.keyPairId);
    return { Return: true, KeyPairId: pair.keyPairId };
  });
