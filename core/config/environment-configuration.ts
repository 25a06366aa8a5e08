import { type Static, Type } from "typebox";
import { EnvironmentName, ParameterName } from "../schema/names.ts";
import { compileParser } from "../schema/validate.ts";
import { ConfigurationLayer } from "./application-configuration.ts";
import { concealsSecrets } from "./conceals-secrets.ts";

const closed = { additionalProperties: false } as const;
const ResourceId = (kind: string) =>
  Type.String({ pattern: `^${kind}-[0-9a-z]+$`, description: `an id such as ${kind}-0123456789abcdef0` });

/** Where the instances and load balancers of an environment live. */
export const Network = Type.Object(
  {
    vpcId: ResourceId("vpc"),
    subnetIds: Type.Array(ResourceId("subnet"), { minItems: 1 }),
    securityGroupIds: Type.Array(ResourceId("sg")),
  },
  closed,
);

export type Network = Static<typeof Network>;

/** What `/repave/environments/<name>` holds: the place, its limits (rule sets) and its defaults. */
export const EnvironmentConfiguration = Type.Object(
  {
    name: EnvironmentName,
    account: Type.String({ pattern: "^[0-9]{12}$", description: "a 12-digit account id" }),
    region: Type.String({
      pattern: "^[a-z]{2}(-[a-z]+)+-[0-9]$",
      description: "a region such as eu-central-1",
    }),
    network: Network,
    listenerPort: Type.Integer({ minimum: 1, maximum: 65535 }),
    rules: Type.Array(Type.String({ minLength: 1 }), { uniqueItems: true }),
    baseImage: ParameterName,
    defaults: Type.Optional(ConfigurationLayer),
  },
  { $id: "repave.environment/v1", ...closed },
);

export type EnvironmentConfiguration = Static<typeof EnvironmentConfiguration>;

/** What `/repave/process` holds: what is the same for every release of this installation. */
export const ProcessConfiguration = Type.Object(
  { defaults: Type.Optional(ConfigurationLayer) },
  { $id: "repave.process/v1", ...closed },
);

export type ProcessConfiguration = Static<typeof ProcessConfiguration>;

/** What `/repave/applications/<name>` holds: who owns the application. */
export const ApplicationRegistration = Type.Object(
  { team: Type.String({ minLength: 1 }), contact: Type.String({ minLength: 1 }) },
  { $id: "repave.registration/v1", ...closed },
);

export type ApplicationRegistration = Static<typeof ApplicationRegistration>;

export const parseEnvironmentConfiguration = compileParser(EnvironmentConfiguration, concealsSecrets);
export const parseProcessConfiguration = compileParser(ProcessConfiguration, concealsSecrets);
