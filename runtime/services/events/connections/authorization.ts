import type { ConnectionHttpParameters, CreateConnectionRequest } from "@aws-sdk/client-eventbridge";
import { refuseMembers } from "../../../protocol/refuse-members.ts";
import { invalid } from "../events.ts";
import type { Connection, ConnectionSecret } from "./connection.ts";

export interface Authorization extends Pick<Connection, "authorizationType" | "principal" | "parameters"> {
  readonly secret: ConnectionSecret;
}

/** Reads how a connection is to authorize itself. */
export function readAuthorization(input: CreateConnectionRequest): Authorization {
  const given = input.AuthParameters ?? {};
  const { BasicAuthParameters: basic, ApiKeyAuthParameters: key, InvocationHttpParameters: http } = given;
  refuseMembers(given, ["OAuthParameters", "ConnectivityParameters"], { code: "ValidationException" });
  const more = http === undefined ? {} : { invocation_http_parameters: http };
  const parameters = http === undefined ? undefined : withoutSecrets(http);
  if (input.AuthorizationType === "BASIC" && basic !== undefined) {
    const { Username: username = "", Password: password = "" } = basic;
    const secret = { username, password, ...more };
    return { authorizationType: "BASIC", principal: username, parameters, secret };
  }
  if (input.AuthorizationType === "API_KEY" && key !== undefined) {
    const { ApiKeyName: name = "", ApiKeyValue: value = "" } = key;
    const secret = { api_key_name: name, api_key_value: value, ...more };
    return { authorizationType: "API_KEY", principal: name, parameters, secret };
  }
  throw invalid(
    `AuthorizationType ${input.AuthorizationType} is not emulated, or AuthParameters do not belong to it.`,
  );
}

function withoutSecrets(parameters: ConnectionHttpParameters): ConnectionHttpParameters {
  const hide = <Entry extends { IsValueSecret?: boolean | undefined; Value?: string | undefined }>(
    entries: readonly Entry[] | undefined,
  ) => entries?.map(({ Value, ...entry }) => (entry.IsValueSecret ? entry : { ...entry, Value }));
  return {
    HeaderParameters: hide(parameters.HeaderParameters),
    QueryStringParameters: hide(parameters.QueryStringParameters),
    BodyParameters: hide(parameters.BodyParameters),
  };
}
