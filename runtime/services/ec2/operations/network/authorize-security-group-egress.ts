import type {
  AuthorizeSecurityGroupEgressCommandInput,
  AuthorizeSecurityGroupEgressCommandOutput,
} from "@aws-sdk/client-ec2";
import type { Ec2 } from "../../context.ts";
import { ec2Operation } from "../../ec2-operation.ts";
import { changeRules } from "../../security-group-rules.ts";

/** Adds rules of a security group's egress list. */
export const authorizeSecurityGroupEgress = (ec2: Ec2) =>
  ec2Operation<AuthorizeSecurityGroupEgressCommandInput, AuthorizeSecurityGroupEgressCommandOutput>(
    ["GroupId", "IpPermissions", "IpProtocol", "FromPort", "ToPort", "CidrIp"],
    (input) => {
      changeRules(ec2.state, { input, direction: "egress", action: "authorize" });
      return { Return: true };
    },
  );
