import type { DescribeConnectionResponse } from "@aws-sdk/client-eventbridge";
import type { GetSecretValueResponse } from "@aws-sdk/client-secrets-manager";
import type { Caller } from "../../../../kernel/caller.ts";
import type { Runtime } from "../../../../kernel/service.ts";
import { AwsError } from "../../../../protocol/aws-error.ts";
import type { ConnectionSecret } from "../../../events/connections/connection.ts";

/** What a connection of EventBridge adds to a request. */
export interface ConnectionCredentials {
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, string>>;
}

/** Reads the credentials of a connection as the task's role, which must be allowed to. */
export async function readCredentials(
  runtime: Runtime,
  { connectionArn, caller }: { readonly connectionArn: string; readonly caller: Caller },
): Promise<ConnectionCredentials> {
  const [, Name] = /^arn:[^:]+:events:[^:]*:[^:]*:connection\/([^/]+)\//.exec(connectionArn) ?? [];
  const { SecretArn: SecretId, ConnectionArn } = await runtime.aws.call<DescribeConnectionResponse>(
    "events",
    "DescribeConnection",
    { Name: Name ?? connectionArn },
    caller,
  );
  if (ConnectionArn !== connectionArn)
    throw new AwsError("ResourceNotFoundException", `Connection '${connectionArn}' does not exist.`);
  const input = { SecretId };
  const { SecretString = "{}" } = await runtime.aws.call<GetSecretValueResponse>(
    "secretsmanager",
    "GetSecretValue",
    input,
    caller,
  );
  return credentialsOf(JSON.parse(SecretString) as ConnectionSecret);
}

function credentialsOf(secret: ConnectionSecret): ConnectionCredentials {
  const more = secret.invocation_http_parameters ?? {};
  const basic = Buffer.from(`${secret.username}:${secret.password}`).toString("base64");
  const own =
    secret.api_key_name === undefined
      ? { Authorization: `Basic ${basic}` }
      : { [secret.api_key_name]: secret.api_key_value ?? "" };
  return {
    headers: { ...toRecord(more.HeaderParameters), ...own },
    query: toRecord(more.QueryStringParameters),
    body: toRecord(more.BodyParameters),
  };
}

function toRecord(
  entries: readonly { Key?: string | undefined; Value?: string | undefined }[] | undefined,
): Record<string, string> {
  return Object.fromEntries((entries ?? []).map(({ Key = "", Value = "" }) => [Key, Value]));
}
