import { call, chain, machineArn, QUEUE_NAME, TOPIC_ARN, type Workloads } from "./workload.ts";

const START = "arn:aws:states:::states:startExecution";
const QUEUE_URL_SUFFIX = `/000000000000/${QUEUE_NAME}`;

function distributed(state: object): object {
  return {
    Type: "Map",
    Items: "{% [1..4] %}",
    ItemSelector: "{% {'id': $states.input.id, 'item': $states.context.Map.Item.Value} %}",
    MaxConcurrency: 2,
    ...state,
  };
}

const never = { Type: "Wait", Seconds: 86_400 };
const inChildren = { ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" } };
const failsAtTwo = {
  Type: "Choice",
  Choices: [{ Condition: "{% $states.input.item = 2 %}", Next: "Fail" }],
  Default: "Done",
  Next: undefined,
};

/** Work that goes on in other executions and services. */
export const children: Workloads = {
  child: {
    ends: "SUCCEEDED",
    definition: chain({ Pass: { Type: "Pass" }, Wait: { Type: "Wait", Seconds: 2 } }),
  },
  "quick-child": { ends: "SUCCEEDED", definition: chain({ Pass: { Type: "Pass" } }) },
  parent: {
    ends: "SUCCEEDED",
    children: { of: { machine: "child" }, count: 1, end: "SUCCEEDED" },
    definition: chain({
      Child: {
        Type: "Task",
        Resource: `${START}.sync:2`,
        Arguments: { StateMachineArn: machineArn("child"), Input: "{% $states.input %}" },
        Output: "{% $states.result.Output %}",
      },
    }),
  },
  "parent-by-name": {
    ends: "SUCCEEDED",
    definition: chain({
      Child: {
        Type: "Task",
        Resource: START,
        Arguments: {
          StateMachineArn: machineArn("quick-child"),
          Name: "{% 'of-' & $states.context.Execution.Name %}",
          Input: "{% $states.input %}",
        },
      },
    }),
  },
  "distributed-map": {
    ends: "SUCCEEDED",
    calls: 4,
    children: { of: "map-run", count: 4, end: "SUCCEEDED" },
    definition: chain({
      Each: distributed({
        ItemProcessor: {
          ...inChildren,
          ...chain({ Call: call("echo"), Wait: { Type: "Wait", Seconds: 1 } }),
        },
      }),
      Done: { Type: "Pass" },
    }),
  },
  "stopped-distributed-map": {
    ends: "ABORTED",
    stopped: "at any moment",
    children: { of: "map-run", end: "ABORTED" },
    definition: chain({ Each: distributed({ ItemProcessor: { ...inChildren, ...chain({ Wait: never }) } }) }),
  },
  "long-child": { ends: "ABORTED", stopped: "while it waits", definition: chain({ Wait: never }) },
  "stopped-parent": {
    ends: "ABORTED",
    stopped: "at any moment",
    children: { of: { machine: "long-child" }, end: "ABORTED" },
    definition: chain({
      Child: {
        Type: "Task",
        Resource: `${START}.sync`,
        Arguments: { StateMachineArn: machineArn("long-child"), Input: "{% $states.input %}" },
      },
    }),
  },
  "distributed-map-tolerant": {
    ends: "SUCCEEDED",
    children: { of: "map-run", count: 4, end: "SUCCEEDED" },
    definition: chain({
      Each: distributed({
        ToleratedFailureCount: 1,
        ItemProcessor: {
          ...inChildren,
          ...chain({
            Two: failsAtTwo,
            Done: { Type: "Succeed", Next: undefined },
            Fail: { Type: "Fail", Error: "Two", End: undefined },
          }),
        },
      }),
    }),
  },
  message: {
    ends: "SUCCEEDED",
    sends: "at least once",
    definition: chain({
      Send: {
        Type: "Task",
        Resource: "arn:aws:states:::sqs:sendMessage",
        Arguments: {
          QueueUrl: `http://sqs.us-east-1.amazonaws.com${QUEUE_URL_SUFFIX}`,
          MessageBody: "{% $states.input.id %}",
        },
        Output: "sent",
      },
    }),
  },
  news: {
    ends: "SUCCEEDED",
    sends: "at least once",
    definition: chain({
      Publish: {
        Type: "Task",
        Resource: "arn:aws:states:::sns:publish",
        Arguments: { TopicArn: TOPIC_ARN, Message: "{% $states.input.id %}" },
        Output: "published",
      },
    }),
  },
  express: { ends: "unseen", calls: 1, definition: chain({ Call: call("echo"), Done: { Type: "Pass" } }) },
  aliased: { ends: "SUCCEEDED", aliased: true, definition: chain({ Wait: { Type: "Wait", Seconds: 1 } }) },
};
