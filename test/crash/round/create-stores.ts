import { CreateTableCommand } from "@aws-sdk/client-dynamodb";
import { CreateFunctionCommand } from "@aws-sdk/client-lambda";
import { CreateBucketCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { CreateQueueCommand } from "@aws-sdk/client-sqs";
import { zip } from "../../services/lambda/zip.ts";
import { ROLE_ARN } from "../../support/states.ts";
import type { Victim } from "../victim/victim.ts";
import { BUCKET, DEPLOYED_FUNCTION, FIFO_QUEUE_NAME, ITEMS_KEY, TABLE } from "../workloads/workload.ts";

const HANDLER = "exports.handler = async (payload) => ({ echoed: payload });";
/** The service's clock goes on by hours, which a function's own does not. */
const LONGEST_SECONDS = 900;

/** What the tasks of executions read and write in other services. */
export async function createStores(victim: Victim): Promise<void> {
  await victim
    .sqs()
    .send(new CreateQueueCommand({ QueueName: FIFO_QUEUE_NAME, Attributes: { FifoQueue: "true" } }));
  const s3 = victim.s3();
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: ITEMS_KEY, Body: "[1,2,3,4]" }));
  await victim.dynamodb().send(
    new CreateTableCommand({
      TableName: TABLE,
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      BillingMode: "PAY_PER_REQUEST",
    }),
  );
  await victim.lambda().send(
    new CreateFunctionCommand({
      FunctionName: DEPLOYED_FUNCTION,
      Runtime: "nodejs24.x",
      Handler: "index.handler",
      Role: ROLE_ARN,
      Timeout: LONGEST_SECONDS,
      Code: { ZipFile: await zip({ "index.js": HANDLER }) },
    }),
  );
}
