import { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import { EC2Client } from "@aws-sdk/client-ec2";
import { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";

/** The clients that work on an application's stack. */
export interface StackClients {
  readonly autoScaling: AutoScalingClient;
  readonly ec2: EC2Client;
  readonly loadBalancing: ElasticLoadBalancingV2Client;
}

export function createStackClients(): StackClients {
  return {
    autoScaling: new AutoScalingClient({}),
    ec2: new EC2Client({}),
    loadBalancing: new ElasticLoadBalancingV2Client({}),
  };
}
