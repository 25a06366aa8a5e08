import { setTimeout as delay } from "node:timers/promises";
import { escapeUriPath } from "@smithy/core/protocols";
import { isThrottlingError, isTransientError } from "@smithy/core/retry";
import { SignatureV4 } from "@smithy/signature-v4";
import type { HttpRequest, SdkError } from "@smithy/types";
import { type AwsOperations, operationServices } from "./aws-operations.ts";
import { AwsRefusal, readJsonRefusal, readXmlRefusal } from "./aws-refusal.ts";
import { exchange } from "./http-exchange.ts";
import { NodeSha256 } from "./node-sha256.ts";
import type { CredentialsSource } from "./role-credentials.ts";

const timeoutMs = 30_000;
/** The longest waits before a call is made again: three attempts, as the SDK makes. */
const retryDelaysMs = [200, 800];

/** The calls that the boot program makes, without the SDK, whose loading would take longer than all the rest of a boot. */
export interface AwsCalls {
  /** An operation of a service that speaks JSON. Rejects with `AwsRefusal` when it is refused. */
  readonly call: <Name extends keyof AwsOperations>(
    name: Name,
    input: AwsOperations[Name]["input"],
  ) => Promise<AwsOperations[Name]["output"]>;
  /** The text of an object in S3. */
  readonly getObject: (place: Readonly<{ bucket: string; key: string }>) => Promise<string>;
}

export interface AwsPlace {
  readonly region: string;
  readonly credentials: CredentialsSource;
  /** The address of a service, by its signing name. */
  readonly endpointOf: (service: string) => string;
  readonly sleep?: (delayMs: number) => Promise<unknown>;
}

/** Calls signed by AWS's own signer; made again after a failure of the network, of the service, or when there are too many. */
export function createAwsCalls({ region, credentials, endpointOf, sleep = delay }: AwsPlace): AwsCalls {
  const signer = new SignatureV4({
    ...{ region, credentials, sha256: NodeSha256, service: "ssm" },
    // S3 wants the path as it is sent; all others are called at "/".
    uriEscapePath: false,
  });
  const send = (service: string, { body, ...request }: Request, readRefusal: ReadRefusal) =>
    withRetries(sleep, async () => {
      const url = new URL(request.path, endpointOf(service));
      const unsigned = { ...request, ...addressOf(url), headers: { ...request.headers, host: url.host } };
      const { method, headers } = await signer.sign({ ...unsigned, body }, { signingService: service });
      const answer = await exchange({
        url,
        method,
        headers,
        timeoutMs,
        ...(body === undefined ? {} : { body }),
      });
      if (answer.status >= 300) throw new AwsRefusal(answer.status, readRefusal(answer.body));
      return answer.body;
    });
  return {
    call: async (name, input) => {
      const { service, target } = operationServices[name];
      const headers = { "content-type": "application/x-amz-json-1.1", "x-amz-target": `${target}.${name}` };
      const request = { method: "POST", path: "/", headers, body: JSON.stringify(input) };
      return JSON.parse((await send(service, request, readJsonRefusal)) || "{}");
    },
    getObject: ({ bucket, key }) =>
      send("s3", { method: "GET", path: escapeUriPath(`/${bucket}/${key}`), headers: {} }, readXmlRefusal),
  };
}

interface Request {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

type ReadRefusal = typeof readJsonRefusal;

function addressOf({ protocol, hostname, port }: URL): Pick<HttpRequest, "protocol" | "hostname" | "port"> {
  return { protocol, hostname, ...(port === "" ? {} : { port: Number(port) }) };
}

async function withRetries<Result>(
  sleep: (delayMs: number) => Promise<unknown>,
  attempt: () => Promise<Result>,
): Promise<Result> {
  for (const delayMs of retryDelaysMs) {
    try {
      return await attempt();
    } catch (error) {
      if (!isTransientError(error as SdkError) && !isThrottlingError(error as SdkError)) throw error;
      await sleep(Math.random() * delayMs);
    }
  }
  return attempt();
}
