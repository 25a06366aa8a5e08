import { randomUUID } from "node:crypto";
import type {
  CreateConnectionRequest,
  CreateConnectionResponse,
  DeleteConnectionRequest,
  DeleteConnectionResponse,
  DescribeConnectionRequest,
  DescribeConnectionResponse,
  ListConnectionsRequest,
  ListConnectionsResponse,
} from "@aws-sdk/client-eventbridge";
import { serviceCaller } from "../../../kernel/caller.ts";
import type { Operation } from "../../../kernel/service.ts";
import { AwsError } from "../../../protocol/aws-error.ts";
import { pageOf } from "../../../protocol/page.ts";
import { refuseMembers } from "../../../protocol/refuse-members.ts";
import { readAuthorization } from "../connections/authorization.ts";
import type { Connection } from "../connections/connection.ts";
import { type Events, invalid } from "../events.ts";

const NOT_EMULATED = ["InvocationConnectivityParameters", "KmsKeyIdentifier"];

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateConnection.html: authorized at once. */
export function createConnection(
  events: Events,
): Operation<CreateConnectionRequest, CreateConnectionResponse> {
  return async (input) => {
    refuseMembers(input, NOT_EMULATED, { code: "ValidationException" });
    const name = input.Name ?? "";
    if (!/^[.\-_A-Za-z0-9]{1,64}$/.test(name)) throw invalid(`'${name}' is no name of a connection.`);
    const { secret, ...authorization } = readAuthorization(input);
    checkFree(events, name);
    const uuid = randomUUID();
    const { region, accountId, clock } = events.runtime;
    const secretArn = await callSecrets(events, "CreateSecret", {
      Name: `events!connection/${name}/${uuid}`,
      SecretString: JSON.stringify(secret),
    });
    checkFree(events, name);
    const nowMs = clock.now();
    const connection: Connection = {
      name,
      arn: `arn:aws:events:${region}:${accountId}:connection/${name}/${uuid}`,
      description: input.Description,
      ...authorization,
      secretArn,
      createdMs: nowMs,
      modifiedMs: nowMs,
    };
    events.state.connections.put(name, connection);
    const { ConnectionArn, ConnectionState, CreationTime, LastModifiedTime } = describe(connection);
    return { ConnectionArn, ConnectionState, CreationTime, LastModifiedTime };
  };
}

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DescribeConnection.html */
export function describeConnection(
  events: Events,
): Operation<DescribeConnectionRequest, DescribeConnectionResponse> {
  return (input) => {
    const connection = find(events, input.Name);
    const { principal, authorizationType, parameters: InvocationHttpParameters } = connection;
    return {
      ...describe(connection),
      Description: connection.description,
      SecretArn: connection.secretArn,
      AuthParameters: {
        ...(authorizationType === "BASIC"
          ? { BasicAuthParameters: { Username: principal } }
          : { ApiKeyAuthParameters: { ApiKeyName: principal } }),
        InvocationHttpParameters,
      },
    };
  };
}

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListConnections.html */
export function listConnections(events: Events): Operation<ListConnectionsRequest, ListConnectionsResponse> {
  return ({ NamePrefix = "", ConnectionState: state = "AUTHORIZED", Limit: limit = 100, NextToken }) => {
    const all = state === "AUTHORIZED" ? events.state.connections.values(NamePrefix) : [];
    const page = pageOf(all, {
      limit,
      token: NextToken,
      keyOf: ({ name }) => name,
      invalidTokenCode: "ValidationException",
    });
    return { Connections: page.items.map(describe), NextToken: page.nextToken };
  };
}

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DeleteConnection.html: with its secret. */
export function deleteConnection(
  events: Events,
): Operation<DeleteConnectionRequest, DeleteConnectionResponse> {
  return async (input) => {
    const connection = find(events, input.Name);
    await callSecrets(events, "DeleteSecret", {
      SecretId: connection.secretArn,
      ForceDeleteWithoutRecovery: true,
    });
    events.state.connections.delete(connection.name);
    const { ConnectionArn, CreationTime, LastModifiedTime } = describe(connection);
    return { ConnectionArn, ConnectionState: "DELETING", CreationTime, LastModifiedTime };
  };
}

function find({ state }: Events, name: string | undefined): Connection {
  const connection = state.connections.get(name ?? "");
  if (connection !== undefined) return connection;
  throw new AwsError("ResourceNotFoundException", `Connection '${name}' does not exist.`);
}

function checkFree({ state }: Events, name: string): void {
  if (state.connections.has(name))
    throw new AwsError("ResourceAlreadyExistsException", `Connection ${name} already exists.`);
}

async function callSecrets({ runtime }: Events, operation: string, input: object): Promise<string> {
  const caller = serviceCaller("events.amazonaws.com", runtime.accountId);
  const { ARN = "" } = await runtime.aws.call<{ ARN?: string }>("secretsmanager", operation, input, caller);
  return ARN;
}

function describe(connection: Connection) {
  return {
    Name: connection.name,
    ConnectionArn: connection.arn,
    ConnectionState: "AUTHORIZED" as const,
    AuthorizationType: connection.authorizationType,
    CreationTime: new Date(connection.createdMs),
    LastModifiedTime: new Date(connection.modifiedMs),
    LastAuthorizedTime: new Date(connection.modifiedMs),
  };
}
