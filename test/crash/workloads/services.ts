import {
  BUCKET,
  call,
  chain,
  DEPLOYED_FUNCTION,
  FIFO_QUEUE_NAME,
  ITEMS_KEY,
  TABLE,
  type Workloads,
} from "./workload.ts";

const key = { id: { S: "{% $states.context.Execution.Name %}" } };

/** Work of other services, whose state is on the same disk. */
export const services: Workloads = {
  deployed: { ends: "SUCCEEDED", calls: 1, definition: chain({ Call: call(DEPLOYED_FUNCTION) }) },
  objects: {
    ends: "SUCCEEDED",
    calls: 4,
    writes: true,
    children: { of: "map-run", count: 4, end: "SUCCEEDED" },
    definition: chain({
      Each: {
        Type: "Map",
        MaxConcurrency: 2,
        ItemReader: {
          Resource: "arn:aws:states:::s3:getObject",
          ReaderConfig: { InputType: "JSON" },
          Arguments: { Bucket: BUCKET, Key: ITEMS_KEY },
        },
        ItemSelector: "{% {'id': $states.input.id, 'item': $states.context.Map.Item.Value} %}",
        ItemProcessor: {
          ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
          ...chain({ Call: call("echo") }),
        },
        ResultWriter: {
          Resource: "arn:aws:states:::s3:putObject",
          Arguments: { Bucket: BUCKET, Prefix: "{% $states.context.Execution.Name %}" },
        },
        Output: "written",
      },
    }),
  },
  item: {
    ends: "SUCCEEDED",
    puts: true,
    definition: chain({
      Put: {
        Type: "Task",
        Resource: "arn:aws:states:::dynamodb:putItem",
        Arguments: { TableName: TABLE, Item: { ...key, value: { N: "1" } } },
        Output: "put",
      },
      Add: {
        Type: "Task",
        Resource: "arn:aws:states:::aws-sdk:dynamodb:updateItem",
        Arguments: {
          TableName: TABLE,
          Key: key,
          UpdateExpression: "SET #v = :two",
          ExpressionAttributeNames: { "#v": "value" },
          ExpressionAttributeValues: { ":two": { N: "2" } },
        },
        Output: "updated",
      },
      Get: {
        Type: "Task",
        Resource: "arn:aws:states:::dynamodb:getItem",
        Arguments: { TableName: TABLE, Key: key, ConsistentRead: true },
        Output: "{% $states.result.Item.value.N %}",
      },
    }),
  },
  "ordered-message": {
    ends: "SUCCEEDED",
    sends: "once",
    definition: chain({
      Send: {
        Type: "Task",
        Resource: "arn:aws:states:::sqs:sendMessage",
        Arguments: {
          QueueUrl: `http://sqs.us-east-1.amazonaws.com/000000000000/${FIFO_QUEUE_NAME}`,
          MessageBody: "{% $states.input.id %}",
          MessageGroupId: "{% $states.input.id %}",
          MessageDeduplicationId: "{% $states.input.id %}",
        },
        Output: "sent",
      },
    }),
  },
  "redriven-branch": {
    ends: "SUCCEEDED",
    calls: 2,
    redriven: true,
    definition: chain({
      Both: {
        Type: "Parallel",
        Branches: [
          chain({ Kept: { Type: "Pass" } }),
          chain({
            Flaky: call(
              "flaky",
              "{% {'id': $states.input.id, 'retryCount': 2 * $states.context.Execution.RedriveCount} %}",
            ),
          }),
        ],
      },
      Wait: { Type: "Wait", Seconds: 1 },
    }),
  },
};
