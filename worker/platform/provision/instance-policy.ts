import { arnOf, type StackContext } from "./stack.ts";

/** What the SSM agent of an instance calls. */
const agentActions = [
  "ssm:UpdateInstanceInformation",
  "ssmmessages:CreateControlChannel",
  "ssmmessages:CreateDataChannel",
  "ssmmessages:OpenControlChannel",
  "ssmmessages:OpenDataChannel",
  "ec2messages:AcknowledgeMessage",
  "ec2messages:DeleteMessage",
  "ec2messages:FailMessage",
  "ec2messages:GetEndpoint",
  "ec2messages:GetMessages",
  "ec2messages:SendReply",
];

interface Statement {
  readonly Effect: "Allow";
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
}

/**
 * The policy of a release's instances: its own configuration and log and nobody else's, the agent's calls, and what the
 * application asked for.
 */
export function instancePolicy(context: StackContext): { Version: string; Statement: readonly Statement[] } {
  const { payload } = context.request;
  const asked = payload.permissions.map(({ actions, resources }) => allow(actions, resources));
  return { Version: "2012-10-17", Statement: [...ownStatements(context), ...asked] };
}

function ownStatements(context: StackContext): readonly Statement[] {
  const { payload, releaseId, account, region, kmsKeyId } = context.request;
  // A configuration that is too long for a parameter lies here.
  const longConfiguration = `arn:aws:s3:::repave-artifacts-${account}-${region}/configuration/${releaseId}/*`;
  return [
    allow(["ssm:GetParameter"], [arnOf(context, "ssm", `parameter${payload.configParameter.name}`)]),
    allow(["s3:GetObject"], [longConfiguration]),
    allow(["kms:Decrypt"], [kmsKeyId]),
    allow(
      ["logs:CreateLogStream", "logs:PutLogEvents"],
      [arnOf(context, "logs", `log-group:${payload.logs.group}:*`)],
    ),
    allow(agentActions, ["*"]),
  ];
}

function allow(actions: readonly string[], resources: readonly string[]): Statement {
  return { Effect: "Allow", Action: actions, Resource: resources };
}
