import type { PolicyState } from "./iam-state.ts";

interface ManagedPolicy {
  readonly path: string;
  readonly actions: readonly string[];
}

/**
 * The policies of AWS's own that are known here, as AWS's managed policy reference lists them.
 * DIVERGES: AWS has over a thousand; attaching another one is refused with NoSuchEntity.
 */
const MANAGED: Readonly<Record<string, ManagedPolicy>> = {
  AdministratorAccess: { path: "/", actions: ["*"] },
  AWSLambdaBasicExecutionRole: {
    path: "/service-role/",
    actions: ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
  },
  AmazonSSMManagedInstanceCore: {
    path: "/",
    actions: [
      ...["ssm:DescribeAssociation", "ssm:GetDeployablePatchSnapshotForInstance", "ssm:GetDocument"],
      ...["ssm:DescribeDocument", "ssm:GetManifest", "ssm:GetParameter", "ssm:GetParameters"],
      ...[
        "ssm:ListAssociations",
        "ssm:ListInstanceAssociations",
        "ssm:PutInventory",
        "ssm:PutComplianceItems",
      ],
      ...[
        "ssm:PutConfigurePackageResult",
        "ssm:UpdateAssociationStatus",
        "ssm:UpdateInstanceAssociationStatus",
      ],
      ...[
        "ssm:UpdateInstanceInformation",
        "ssmmessages:CreateControlChannel",
        "ssmmessages:CreateDataChannel",
      ],
      ...["ssmmessages:OpenControlChannel", "ssmmessages:OpenDataChannel", "ec2messages:AcknowledgeMessage"],
      ...["ec2messages:DeleteMessage", "ec2messages:FailMessage", "ec2messages:GetEndpoint"],
      ...["ec2messages:GetMessages", "ec2messages:SendReply"],
    ],
  },
  CloudWatchAgentServerPolicy: {
    path: "/",
    actions: [
      ...["cloudwatch:PutMetricData", "ec2:DescribeVolumes", "ec2:DescribeTags", "logs:PutLogEvents"],
      ...[
        "logs:PutRetentionPolicy",
        "logs:DescribeLogStreams",
        "logs:DescribeLogGroups",
        "logs:CreateLogStream",
      ],
      ...[
        "logs:CreateLogGroup",
        "xray:PutTraceSegments",
        "xray:PutTelemetryRecords",
        "xray:GetSamplingRules",
      ],
      ...["xray:GetSamplingTargets", "xray:GetSamplingStatisticSummaries"],
    ],
  },
};

/** AWS's own policies, by ARN. */
export const awsManagedPolicies: ReadonlyMap<string, PolicyState> = new Map(
  Object.entries(MANAGED).map(([name, policy]) => {
    const state = policyState(name, policy);
    return [state.arn, state];
  }),
);

function policyState(name: string, { path, actions }: ManagedPolicy): PolicyState {
  const Statement = [{ Effect: "Allow", Action: actions, Resource: "*" }];
  const document = JSON.stringify({ Version: "2012-10-17", Statement });
  return {
    ...{
      name,
      path,
      arn: `arn:aws:iam::aws:policy${path}${name}`,
      id: `ANPA${name.toUpperCase().padEnd(16, "X").slice(0, 16)}`,
    },
    ...{ createdMs: 0, updatedMs: 0, defaultVersion: "v1", lastVersion: 1, tags: {} },
    versions: [{ id: "v1", document, createdMs: 0 }],
  };
}
