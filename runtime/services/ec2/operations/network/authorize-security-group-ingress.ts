import type {
  AuthorizeSecurityGroupIngressCommandInput,
  AuthorizeSecurityGroupIngressCommandOutput,
} from "@aws-sdk/client-ec2";
import type { Ec2 } from "../../context.ts";
import { ec2Operation } from "../../ec2-operation.ts";
import { changeRules } from "../../security-group-rules.ts";

/** Adds rules of a security group's ingress list. */
export const authorizeSecurityGroupIngress = (ec2: Ec2) =>
  ec2Operation<AuthorizeSecurityGroupIngressCommandInput, AuthorizeSecurityGroupIngressCommandOutput>(
    ["GroupId", "GroupName", "IpPermissions", "IpProtocol", "FromPort", "ToPort", "CidrIp"],
    (input) => {
      changeRules(ec2.state, { input, direction: "ingress", action: "authorize" });
      return { Return: true };
    },
  );
