import type { ConnectionHttpParameters } from "@aws-sdk/client-eventbridge";
import type { Collection } from "../../../storage/store.ts";

/** How a connection authorizes itself; its secrets are in Secrets Manager only. */
export interface Connection {
  readonly name: string;
  readonly arn: string;
  readonly description: string | undefined;
  readonly authorizationType: "BASIC" | "API_KEY";
  /** The user's or the key's name. */
  readonly principal: string;
  /** Values that are secret are left out. */
  readonly parameters: ConnectionHttpParameters | undefined;
  readonly secretArn: string;
  readonly createdMs: number;
  readonly modifiedMs: number;
}

export type Connections = Collection<Connection>;

/** What the secret of a connection holds, in the members that EventBridge writes. */
export interface ConnectionSecret {
  readonly username?: string;
  readonly password?: string;
  readonly api_key_name?: string;
  readonly api_key_value?: string;
  readonly invocation_http_parameters?: ConnectionHttpParameters;
}
