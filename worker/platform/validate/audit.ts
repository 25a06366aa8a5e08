import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { EC2Client } from "@aws-sdk/client-ec2";
import { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { KMSClient } from "@aws-sdk/client-kms";
import { S3Client } from "@aws-sdk/client-s3";
import { SSMClient } from "@aws-sdk/client-ssm";
import type { StageWork } from "../../platform.ts";

/** The work of a validation, with one client a service: the first call of each takes as long as four others. */
export interface Audit extends StageWork<"validate"> {
  readonly clients: {
    readonly ec2: EC2Client;
    readonly kms: KMSClient;
    readonly loadBalancing: ElasticLoadBalancingV2Client;
    readonly logs: CloudWatchLogsClient;
    readonly s3: S3Client;
    readonly ssm: SSMClient;
  };
}

/** An audit with the clients of the worker's own configuration. */
export function createAudit(work: StageWork<"validate">): Audit {
  const { aws } = work;
  return {
    ...work,
    clients: {
      ec2: new EC2Client(aws),
      kms: new KMSClient(aws),
      loadBalancing: new ElasticLoadBalancingV2Client(aws),
      logs: new CloudWatchLogsClient(aws),
      s3: new S3Client(aws),
      ssm: new SSMClient(aws),
    },
  };
}
