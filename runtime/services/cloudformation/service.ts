import * as sdk from "@aws-sdk/client-cloudformation";
import type { ServiceFactory } from "../../kernel/service.ts";
import { runDeployment } from "./deployment/run-deployment.ts";
import { createChangeSet } from "./operations/create-change-set.ts";
import { createStack } from "./operations/create-stack.ts";
import { deleteChangeSet } from "./operations/delete-change-set.ts";
import { deleteStack } from "./operations/delete-stack.ts";
import { describeChangeSet } from "./operations/describe-change-set.ts";
import { describeStackEvents } from "./operations/describe-stack-events.ts";
import { describeStackResource } from "./operations/describe-stack-resource.ts";
import { describeStackResources } from "./operations/describe-stack-resources.ts";
import { describeStacks } from "./operations/describe-stacks.ts";
import { executeChangeSet } from "./operations/execute-change-set.ts";
import { getTemplate } from "./operations/get-template.ts";
import { listExports } from "./operations/list-exports.ts";
import { listStackResources } from "./operations/list-stack-resources.ts";
import { listStacks } from "./operations/list-stacks.ts";
import { updateStack } from "./operations/update-stack.ts";
import { validateTemplate } from "./operations/validate-template.ts";
import { openStacks } from "./stacks.ts";

/**
 * CloudFormation: deploys templates by calling the runtime's other services as the caller would. Deployments that a
 * crash or a stop cut off go on when the runtime starts; it must start after the services that it calls.
 */
export const createCloudFormation: ServiceFactory = (runtime) => {
  const stacks = openStacks(runtime);
  return {
    signingName: "cloudformation",
    protocol: "awsQuery",
    sdk,
    operations: {
      CreateChangeSet: createChangeSet(stacks),
      CreateStack: createStack(stacks),
      DeleteChangeSet: deleteChangeSet(stacks),
      DeleteStack: deleteStack(stacks),
      DescribeChangeSet: describeChangeSet(stacks),
      DescribeStackEvents: describeStackEvents(stacks),
      DescribeStackResource: describeStackResource(stacks),
      DescribeStackResources: describeStackResources(stacks),
      DescribeStacks: describeStacks(stacks),
      ExecuteChangeSet: executeChangeSet(stacks),
      GetTemplate: getTemplate(stacks),
      ListExports: listExports(stacks),
      ListStackResources: listStackResources(stacks),
      ListStacks: listStacks(stacks),
      UpdateStack: updateStack(stacks),
      ValidateTemplate: validateTemplate(stacks),
    },
    start() {
      const underWay = [...stacks.all()].filter(({ deployment }) => deployment !== undefined);
      for (const { stackId } of underWay) void runDeployment(stacks, stackId);
    },
    stop: () => stacks.gate.close(),
  };
};
