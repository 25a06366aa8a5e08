import * as sdk from "@aws-sdk/client-lambda";
import type { Runtime, ServiceFactory } from "../../kernel/service.ts";
import { createDurableQueue } from "../../storage/durable-queue.ts";
import { createEnvelopeCipher } from "../../storage/envelope.ts";
import { deliverAsync } from "./async-invocation.ts";
import { createCodeStore } from "./code-store.ts";
import type { AsyncInvocation } from "./invocation-record.ts";
import type { Lambda } from "./lambda.ts";
import { createAlias, deleteAlias, getAlias, listAliases, updateAlias } from "./operations/aliases.ts";
import { createFunction } from "./operations/create-function.ts";
import { deleteFunction } from "./operations/delete-function.ts";
import {
  deleteFunctionEventInvokeConfig,
  getFunctionEventInvokeConfig,
  putFunctionEventInvokeConfig,
} from "./operations/event-invoke-config.ts";
import {
  deleteFunctionConcurrency,
  getFunctionConcurrency,
  putFunctionConcurrency,
} from "./operations/function-concurrency.ts";
import { getFunction } from "./operations/get-function.ts";
import { getFunctionConfiguration } from "./operations/get-function-configuration.ts";
import { invoke } from "./operations/invoke.ts";
import { listFunctions } from "./operations/list-functions.ts";
import { listVersionsByFunction } from "./operations/list-versions-by-function.ts";
import { publishVersion } from "./operations/publish-version.ts";
import { addPermission, getPolicy, removePermission } from "./operations/resource-policy.ts";
import { listTags, tagResource, untagResource } from "./operations/tags.ts";
import { updateFunctionCode } from "./operations/update-function-code.ts";
import { updateFunctionConfiguration } from "./operations/update-function-configuration.ts";
import { createInstancePool } from "./pool.ts";
import { openLambdaState } from "./state.ts";

/** DIVERGES: AWS allows an account 1,000 concurrent invocations; one machine has not that many cores. */
const ACCOUNT_CONCURRENCY = 100;
/** Asynchronous invocations of one function that run at a time; the others wait in the queue. */
const ASYNC_CONCURRENCY = 8;

function openLambda(runtime: Runtime): Lambda {
  const code = createCodeStore(runtime.dataDir);
  const parts = {
    runtime,
    code,
    state: openLambdaState(runtime.store),
    cipher: createEnvelopeCipher(runtime, { "aws:lambda": "environment" }),
    pool: createInstancePool({ runtime, code, accountConcurrency: ACCOUNT_CONCURRENCY }),
  };
  const queue = createDurableQueue<AsyncInvocation>({
    collection: runtime.store.collection("lambda.async-invocations"),
    clock: runtime.clock,
    laneOf: ({ functionName }) => functionName,
    concurrencyPerLane: ASYNC_CONCURRENCY,
    deliver: (item) => deliverAsync(parts, item),
    onDefect: (error, id) =>
      runtime.log.error("an asynchronous invocation failed in Lambda itself", { id, error }),
  });
  return { ...parts, queue };
}

/** AWS Lambda: the deployed bundles in worker threads, one per function instance. */
export const createLambda: ServiceFactory = (runtime) => {
  const lambda = openLambda(runtime);
  return {
    signingName: "lambda",
    protocol: "restJson1",
    sdk,
    operations: {
      AddPermission: addPermission(lambda),
      CreateAlias: createAlias(lambda),
      CreateFunction: createFunction(lambda),
      DeleteAlias: deleteAlias(lambda),
      DeleteFunction: deleteFunction(lambda),
      DeleteFunctionConcurrency: deleteFunctionConcurrency(lambda),
      DeleteFunctionEventInvokeConfig: deleteFunctionEventInvokeConfig(lambda),
      GetAlias: getAlias(lambda),
      GetFunction: getFunction(lambda),
      GetFunctionConcurrency: getFunctionConcurrency(lambda),
      GetFunctionConfiguration: getFunctionConfiguration(lambda),
      GetFunctionEventInvokeConfig: getFunctionEventInvokeConfig(lambda),
      GetPolicy: getPolicy(lambda),
      Invoke: invoke(lambda),
      ListAliases: listAliases(lambda),
      ListFunctions: listFunctions(lambda),
      ListTags: listTags(lambda),
      ListVersionsByFunction: listVersionsByFunction(lambda),
      PublishVersion: publishVersion(lambda),
      PutFunctionConcurrency: putFunctionConcurrency(lambda),
      PutFunctionEventInvokeConfig: putFunctionEventInvokeConfig(lambda),
      RemovePermission: removePermission(lambda),
      TagResource: tagResource(lambda),
      UntagResource: untagResource(lambda),
      UpdateAlias: updateAlias(lambda),
      UpdateFunctionCode: updateFunctionCode(lambda),
      UpdateFunctionConfiguration: updateFunctionConfiguration(lambda),
    },
    start: () => lambda.queue.start(),
    async stop() {
      const stopped = lambda.queue.stop();
      await lambda.pool.stop();
      await stopped;
    },
  };
};
