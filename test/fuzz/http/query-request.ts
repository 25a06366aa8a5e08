import fc from "fast-check";
import { type Case, oddHeader } from "./case.ts";

const QUERY_TARGETS: readonly (readonly [service: string, operations: readonly string[]])[] = [
  ["sns", ["CreateTopic", "Publish", "Subscribe", "SetTopicAttributes"]],
  ["iam", ["CreateRole", "PutRolePolicy", "ListRoles"]],
  ["sts", ["AssumeRole", "GetCallerIdentity"]],
  ["ec2", ["RunInstances", "DescribeInstances", "CreateTags", "AuthorizeSecurityGroupIngress"]],
  ["autoscaling", ["CreateAutoScalingGroup", "DescribeAutoScalingGroups"]],
  ["cloudformation", ["CreateStack", "ValidateTemplate", "DescribeStacks"]],
];

const parameterName = fc
  .array(
    fc.constantFrom(
      "Tag",
      "Tags",
      "member",
      "1",
      "2",
      "0",
      "-1",
      "99999999999",
      "Key",
      "Value",
      "Name",
      "__proto__",
      "",
      "Filter",
    ),
    { minLength: 1, maxLength: 5 },
  )
  .map((parts) => parts.join("."));
const form = fc
  .array(
    fc.tuple(
      parameterName,
      fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("%", "%zz", "%E0%A4%A", "1", "")),
    ),
    { maxLength: 8 },
  )
  .map((pairs) => pairs.map(([name, text]) => `${name}=${safe(text)}`).join("&"));
const safe = (text: string) => (text.startsWith("%") ? text : encodeURIComponent(text.toWellFormed()));

/** Calls of the query protocols, by POST and by GET. */
export const queryCase: fc.Arbitrary<Case> = fc
  .tuple(fc.constantFrom(...QUERY_TARGETS), fc.nat(9), form, oddHeader, fc.boolean())
  .map(([[service, operations], at, parameters, odd, isGet]) => {
    const text = `Action=${operations[at % operations.length]}&Version=2010-01-01&${parameters}`;
    const headers = { "content-type": "application/x-www-form-urlencoded", ...odd };
    return isGet
      ? { service, method: "GET", target: `/?${text}`.slice(0, 8000), headers, body: Buffer.alloc(0) }
      : { service, method: "POST", target: "/", headers, body: Buffer.from(text) };
  });
